import * as pulumi from "@pulumi/pulumi";
import * as inputs from "./types/input";
import * as outputs from "./types/output";
export declare class Branch extends pulumi.CustomResource {
    /**
     * Get an existing Branch resource's state with the given name, ID, and optional extra
     * properties used to qualify the lookup.
     *
     * @param name The _unique_ name of the resulting resource.
     * @param id The _unique_ provider ID of the resource to lookup.
     * @param state Any extra arguments used during the lookup.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, state?: BranchState, opts?: pulumi.CustomResourceOptions): Branch;
    /**
     * Returns true if the given object is an instance of Branch.  This is designed to work even
     * when multiple copies of the Pulumi SDK have been loaded into the same process.
     */
    static isInstance(obj: any): obj is Branch;
    readonly database: pulumi.Output<outputs.BranchDatabase>;
    readonly gitBranch: pulumi.Output<string>;
    readonly parentProjectRef: pulumi.Output<string>;
    readonly persistent: pulumi.Output<boolean>;
    readonly region: pulumi.Output<string | undefined>;
    /**
     * Create a Branch resource with the given unique name, arguments, and options.
     *
     * @param name The _unique_ name of the resource.
     * @param args The arguments to use to populate this resource's properties.
     * @param opts A bag of options that control this resource's behavior.
     */
    constructor(name: string, args: BranchArgs, opts?: pulumi.CustomResourceOptions);
}
export interface BranchState {
    database?: pulumi.Input<inputs.BranchDatabase | undefined>;
    gitBranch?: pulumi.Input<string | undefined>;
    parentProjectRef?: pulumi.Input<string | undefined>;
    persistent?: pulumi.Input<boolean | undefined>;
    region?: pulumi.Input<string | undefined>;
}
/**
 * The set of arguments for constructing a Branch resource.
 */
export interface BranchArgs {
    gitBranch: pulumi.Input<string>;
    parentProjectRef: pulumi.Input<string>;
    persistent?: pulumi.Input<boolean | undefined>;
    region?: pulumi.Input<string | undefined>;
}
