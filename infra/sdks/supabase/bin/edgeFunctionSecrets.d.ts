import * as pulumi from "@pulumi/pulumi";
import * as inputs from "./types/input";
import * as outputs from "./types/output";
export declare class EdgeFunctionSecrets extends pulumi.CustomResource {
    /**
     * Get an existing EdgeFunctionSecrets resource's state with the given name, ID, and optional extra
     * properties used to qualify the lookup.
     *
     * @param name The _unique_ name of the resulting resource.
     * @param id The _unique_ provider ID of the resource to lookup.
     * @param state Any extra arguments used during the lookup.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, state?: EdgeFunctionSecretsState, opts?: pulumi.CustomResourceOptions): EdgeFunctionSecrets;
    /**
     * Returns true if the given object is an instance of EdgeFunctionSecrets.  This is designed to work even
     * when multiple copies of the Pulumi SDK have been loaded into the same process.
     */
    static isInstance(obj: any): obj is EdgeFunctionSecrets;
    readonly projectRef: pulumi.Output<string>;
    readonly secretDigests: pulumi.Output<{
        [key: string]: string;
    }>;
    readonly secrets: pulumi.Output<outputs.EdgeFunctionSecretsSecret[]>;
    /**
     * Create a EdgeFunctionSecrets resource with the given unique name, arguments, and options.
     *
     * @param name The _unique_ name of the resource.
     * @param args The arguments to use to populate this resource's properties.
     * @param opts A bag of options that control this resource's behavior.
     */
    constructor(name: string, args: EdgeFunctionSecretsArgs, opts?: pulumi.CustomResourceOptions);
}
export interface EdgeFunctionSecretsState {
    projectRef?: pulumi.Input<string | undefined>;
    secretDigests?: pulumi.Input<{
        [key: string]: pulumi.Input<string>;
    } | undefined>;
    secrets?: pulumi.Input<pulumi.Input<inputs.EdgeFunctionSecretsSecret>[] | undefined>;
}
/**
 * The set of arguments for constructing a EdgeFunctionSecrets resource.
 */
export interface EdgeFunctionSecretsArgs {
    projectRef: pulumi.Input<string>;
    secrets: pulumi.Input<pulumi.Input<inputs.EdgeFunctionSecretsSecret>[]>;
}
