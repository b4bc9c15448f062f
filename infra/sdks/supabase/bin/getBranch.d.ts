import * as pulumi from "@pulumi/pulumi";
import * as outputs from "./types/output";
export declare function getBranch(args: GetBranchArgs, opts?: pulumi.InvokeOptions): Promise<GetBranchResult>;
export interface GetBranchArgs {
    parentProjectRef: string;
}
export interface GetBranchResult {
    readonly branches: outputs.GetBranchBranch[];
    readonly parentProjectRef: string;
}
export declare function getBranchOutput(args: GetBranchOutputArgs, opts?: pulumi.InvokeOutputOptions): pulumi.Output<GetBranchResult>;
export interface GetBranchOutputArgs {
    parentProjectRef: pulumi.Input<string>;
}
