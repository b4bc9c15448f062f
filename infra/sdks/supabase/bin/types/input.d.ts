import * as pulumi from "@pulumi/pulumi";
export interface ApikeySecretJwtTemplate {
    role?: pulumi.Input<string | undefined>;
}
export interface BranchDatabase {
    host?: pulumi.Input<string | undefined>;
    id?: pulumi.Input<string | undefined>;
    jwtSecret?: pulumi.Input<string | undefined>;
    password?: pulumi.Input<string | undefined>;
    port?: pulumi.Input<number | undefined>;
    status?: pulumi.Input<string | undefined>;
    user?: pulumi.Input<string | undefined>;
    version?: pulumi.Input<string | undefined>;
}
export interface EdgeFunctionSecretsSecret {
    name: pulumi.Input<string>;
    value: pulumi.Input<string>;
}
export interface ProjectTimeouts {
    create?: pulumi.Input<string | undefined>;
    update?: pulumi.Input<string | undefined>;
}
export interface SettingsTimeouts {
    create?: pulumi.Input<string | undefined>;
    update?: pulumi.Input<string | undefined>;
}
export interface ThirdPartyAuthTimeouts {
    create?: pulumi.Input<string | undefined>;
}
