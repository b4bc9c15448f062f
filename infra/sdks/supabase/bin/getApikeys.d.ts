import * as pulumi from "@pulumi/pulumi";
import * as outputs from "./types/output";
export declare function getApikeys(args: GetApikeysArgs, opts?: pulumi.InvokeOptions): Promise<GetApikeysResult>;
export interface GetApikeysArgs {
    projectRef: string;
}
export interface GetApikeysResult {
    readonly anonKey: string;
    readonly projectRef: string;
    readonly publishableKey: string;
    readonly secretKeys: outputs.GetApikeysSecretKey[];
    readonly serviceRoleKey: string;
}
export declare function getApikeysOutput(args: GetApikeysOutputArgs, opts?: pulumi.InvokeOutputOptions): pulumi.Output<GetApikeysResult>;
export interface GetApikeysOutputArgs {
    projectRef: pulumi.Input<string>;
}
