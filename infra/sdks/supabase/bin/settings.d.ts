import * as pulumi from "@pulumi/pulumi";
import * as inputs from "./types/input";
import * as outputs from "./types/output";
export declare class Settings extends pulumi.CustomResource {
    /**
     * Get an existing Settings resource's state with the given name, ID, and optional extra
     * properties used to qualify the lookup.
     *
     * @param name The _unique_ name of the resulting resource.
     * @param id The _unique_ provider ID of the resource to lookup.
     * @param state Any extra arguments used during the lookup.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, state?: SettingsState, opts?: pulumi.CustomResourceOptions): Settings;
    /**
     * Returns true if the given object is an instance of Settings.  This is designed to work even
     * when multiple copies of the Pulumi SDK have been loaded into the same process.
     */
    static isInstance(obj: any): obj is Settings;
    readonly api: pulumi.Output<string | undefined>;
    readonly auth: pulumi.Output<string | undefined>;
    readonly database: pulumi.Output<string | undefined>;
    readonly network: pulumi.Output<string | undefined>;
    readonly pooler: pulumi.Output<string | undefined>;
    readonly projectRef: pulumi.Output<string>;
    readonly sslEnforcement: pulumi.Output<boolean | undefined>;
    readonly storage: pulumi.Output<string | undefined>;
    readonly timeouts: pulumi.Output<outputs.SettingsTimeouts | undefined>;
    /**
     * Create a Settings resource with the given unique name, arguments, and options.
     *
     * @param name The _unique_ name of the resource.
     * @param args The arguments to use to populate this resource's properties.
     * @param opts A bag of options that control this resource's behavior.
     */
    constructor(name: string, args: SettingsArgs, opts?: pulumi.CustomResourceOptions);
}
export interface SettingsState {
    api?: pulumi.Input<string | undefined>;
    auth?: pulumi.Input<string | undefined>;
    database?: pulumi.Input<string | undefined>;
    network?: pulumi.Input<string | undefined>;
    pooler?: pulumi.Input<string | undefined>;
    projectRef?: pulumi.Input<string | undefined>;
    sslEnforcement?: pulumi.Input<boolean | undefined>;
    storage?: pulumi.Input<string | undefined>;
    timeouts?: pulumi.Input<inputs.SettingsTimeouts | undefined>;
}
/**
 * The set of arguments for constructing a Settings resource.
 */
export interface SettingsArgs {
    api?: pulumi.Input<string | undefined>;
    auth?: pulumi.Input<string | undefined>;
    database?: pulumi.Input<string | undefined>;
    network?: pulumi.Input<string | undefined>;
    pooler?: pulumi.Input<string | undefined>;
    projectRef: pulumi.Input<string>;
    sslEnforcement?: pulumi.Input<boolean | undefined>;
    storage?: pulumi.Input<string | undefined>;
    timeouts?: pulumi.Input<inputs.SettingsTimeouts | undefined>;
}
