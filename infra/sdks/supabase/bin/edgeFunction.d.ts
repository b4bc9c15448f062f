import * as pulumi from "@pulumi/pulumi";
export declare class EdgeFunction extends pulumi.CustomResource {
    /**
     * Get an existing EdgeFunction resource's state with the given name, ID, and optional extra
     * properties used to qualify the lookup.
     *
     * @param name The _unique_ name of the resulting resource.
     * @param id The _unique_ provider ID of the resource to lookup.
     * @param state Any extra arguments used during the lookup.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, state?: EdgeFunctionState, opts?: pulumi.CustomResourceOptions): EdgeFunction;
    /**
     * Returns true if the given object is an instance of EdgeFunction.  This is designed to work even
     * when multiple copies of the Pulumi SDK have been loaded into the same process.
     */
    static isInstance(obj: any): obj is EdgeFunction;
    readonly checksum: pulumi.Output<string>;
    readonly createdAt: pulumi.Output<number>;
    readonly entrypoint: pulumi.Output<string>;
    readonly importMap: pulumi.Output<string | undefined>;
    readonly localChecksum: pulumi.Output<string>;
    readonly name: pulumi.Output<string>;
    readonly projectRef: pulumi.Output<string>;
    readonly slug: pulumi.Output<string>;
    readonly staticFiles: pulumi.Output<string[] | undefined>;
    readonly status: pulumi.Output<string>;
    readonly updatedAt: pulumi.Output<number>;
    readonly version: pulumi.Output<number>;
    /**
     * Create a EdgeFunction resource with the given unique name, arguments, and options.
     *
     * @param name The _unique_ name of the resource.
     * @param args The arguments to use to populate this resource's properties.
     * @param opts A bag of options that control this resource's behavior.
     */
    constructor(name: string, args: EdgeFunctionArgs, opts?: pulumi.CustomResourceOptions);
}
export interface EdgeFunctionState {
    checksum?: pulumi.Input<string | undefined>;
    createdAt?: pulumi.Input<number | undefined>;
    entrypoint?: pulumi.Input<string | undefined>;
    importMap?: pulumi.Input<string | undefined>;
    localChecksum?: pulumi.Input<string | undefined>;
    name?: pulumi.Input<string | undefined>;
    projectRef?: pulumi.Input<string | undefined>;
    slug?: pulumi.Input<string | undefined>;
    staticFiles?: pulumi.Input<pulumi.Input<string>[] | undefined>;
    status?: pulumi.Input<string | undefined>;
    updatedAt?: pulumi.Input<number | undefined>;
    version?: pulumi.Input<number | undefined>;
}
/**
 * The set of arguments for constructing a EdgeFunction resource.
 */
export interface EdgeFunctionArgs {
    entrypoint: pulumi.Input<string>;
    importMap?: pulumi.Input<string | undefined>;
    name?: pulumi.Input<string | undefined>;
    projectRef: pulumi.Input<string>;
    slug: pulumi.Input<string>;
    staticFiles?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}
