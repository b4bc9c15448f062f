export interface ApikeySecretJwtTemplate {
    role: string;
}
export interface BranchDatabase {
    host: string;
    id: string;
    jwtSecret: string;
    password: string;
    port: number;
    status: string;
    user: string;
    version: string;
}
export interface EdgeFunctionSecretsSecret {
    name: string;
    value: string;
}
export interface GetApikeysSecretKey {
    apiKey: string;
    name: string;
}
export interface GetBranchBranch {
    gitBranch: string;
    id: string;
    projectRef: string;
}
export interface ProjectTimeouts {
    create?: string;
    update?: string;
}
export interface SettingsTimeouts {
    create?: string;
    update?: string;
}
export interface ThirdPartyAuthTimeouts {
    create?: string;
}
