import * as pulumi from "@pulumi/pulumi";
export declare function getNetworkBans(args: GetNetworkBansArgs, opts?: pulumi.InvokeOptions): Promise<GetNetworkBansResult>;
export interface GetNetworkBansArgs {
    projectRef: string;
}
export interface GetNetworkBansResult {
    readonly bannedIpv4Addresses: string[];
    readonly projectRef: string;
}
export declare function getNetworkBansOutput(args: GetNetworkBansOutputArgs, opts?: pulumi.InvokeOutputOptions): pulumi.Output<GetNetworkBansResult>;
export interface GetNetworkBansOutputArgs {
    projectRef: pulumi.Input<string>;
}
