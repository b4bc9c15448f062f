import * as pulumi from "@pulumi/pulumi";
import * as inputs from "./types/input";
import * as outputs from "./types/output";
export declare class Project extends pulumi.CustomResource {
    /**
     * Get an existing Project resource's state with the given name, ID, and optional extra
     * properties used to qualify the lookup.
     *
     * @param name The _unique_ name of the resulting resource.
     * @param id The _unique_ provider ID of the resource to lookup.
     * @param state Any extra arguments used during the lookup.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, state?: ProjectState, opts?: pulumi.CustomResourceOptions): Project;
    /**
     * Returns true if the given object is an instance of Project.  This is designed to work even
     * when multiple copies of the Pulumi SDK have been loaded into the same process.
     */
    static isInstance(obj: any): obj is Project;
    readonly databasePassword: pulumi.Output<string>;
    readonly instanceSize: pulumi.Output<string>;
    readonly legacyApiKeysEnabled: pulumi.Output<boolean>;
    readonly name: pulumi.Output<string>;
    readonly organizationId: pulumi.Output<string>;
    readonly region: pulumi.Output<string>;
    readonly timeouts: pulumi.Output<outputs.ProjectTimeouts | undefined>;
    /**
     * Create a Project resource with the given unique name, arguments, and options.
     *
     * @param name The _unique_ name of the resource.
     * @param args The arguments to use to populate this resource's properties.
     * @param opts A bag of options that control this resource's behavior.
     */
    constructor(name: string, args: ProjectArgs, opts?: pulumi.CustomResourceOptions);
}
export interface ProjectState {
    databasePassword?: pulumi.Input<string | undefined>;
    instanceSize?: pulumi.Input<string | undefined>;
    legacyApiKeysEnabled?: pulumi.Input<boolean | undefined>;
    name?: pulumi.Input<string | undefined>;
    organizationId?: pulumi.Input<string | undefined>;
    region?: pulumi.Input<string | undefined>;
    timeouts?: pulumi.Input<inputs.ProjectTimeouts | undefined>;
}
/**
 * The set of arguments for constructing a Project resource.
 */
export interface ProjectArgs {
    databasePassword: pulumi.Input<string>;
    instanceSize?: pulumi.Input<string | undefined>;
    legacyApiKeysEnabled?: pulumi.Input<boolean | undefined>;
    name?: pulumi.Input<string | undefined>;
    organizationId: pulumi.Input<string>;
    region: pulumi.Input<string>;
    timeouts?: pulumi.Input<inputs.ProjectTimeouts | undefined>;
}
