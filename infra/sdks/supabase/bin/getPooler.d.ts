import * as pulumi from "@pulumi/pulumi";
export declare function getPooler(args: GetPoolerArgs, opts?: pulumi.InvokeOptions): Promise<GetPoolerResult>;
export interface GetPoolerArgs {
    projectRef: string;
}
export interface GetPoolerResult {
    readonly projectRef: string;
    readonly url: {
        [key: string]: string;
    };
}
export declare function getPoolerOutput(args: GetPoolerOutputArgs, opts?: pulumi.InvokeOutputOptions): pulumi.Output<GetPoolerResult>;
export interface GetPoolerOutputArgs {
    projectRef: pulumi.Input<string>;
}
