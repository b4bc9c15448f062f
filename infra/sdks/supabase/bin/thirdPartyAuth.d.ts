import * as pulumi from "@pulumi/pulumi";
import * as inputs from "./types/input";
import * as outputs from "./types/output";
export declare class ThirdPartyAuth extends pulumi.CustomResource {
    /**
     * Get an existing ThirdPartyAuth resource's state with the given name, ID, and optional extra
     * properties used to qualify the lookup.
     *
     * @param name The _unique_ name of the resulting resource.
     * @param id The _unique_ provider ID of the resource to lookup.
     * @param state Any extra arguments used during the lookup.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, state?: ThirdPartyAuthState, opts?: pulumi.CustomResourceOptions): ThirdPartyAuth;
    /**
     * Returns true if the given object is an instance of ThirdPartyAuth.  This is designed to work even
     * when multiple copies of the Pulumi SDK have been loaded into the same process.
     */
    static isInstance(obj: any): obj is ThirdPartyAuth;
    readonly customJwks: pulumi.Output<string | undefined>;
    readonly insertedAt: pulumi.Output<string>;
    readonly jwksUrl: pulumi.Output<string | undefined>;
    readonly oidcIssuerUrl: pulumi.Output<string | undefined>;
    readonly projectRef: pulumi.Output<string>;
    readonly resolvedAt: pulumi.Output<string>;
    readonly resolvedJwks: pulumi.Output<string>;
    readonly timeouts: pulumi.Output<outputs.ThirdPartyAuthTimeouts | undefined>;
    readonly type: pulumi.Output<string>;
    readonly updatedAt: pulumi.Output<string>;
    /**
     * Create a ThirdPartyAuth resource with the given unique name, arguments, and options.
     *
     * @param name The _unique_ name of the resource.
     * @param args The arguments to use to populate this resource's properties.
     * @param opts A bag of options that control this resource's behavior.
     */
    constructor(name: string, args: ThirdPartyAuthArgs, opts?: pulumi.CustomResourceOptions);
}
export interface ThirdPartyAuthState {
    customJwks?: pulumi.Input<string | undefined>;
    insertedAt?: pulumi.Input<string | undefined>;
    jwksUrl?: pulumi.Input<string | undefined>;
    oidcIssuerUrl?: pulumi.Input<string | undefined>;
    projectRef?: pulumi.Input<string | undefined>;
    resolvedAt?: pulumi.Input<string | undefined>;
    resolvedJwks?: pulumi.Input<string | undefined>;
    timeouts?: pulumi.Input<inputs.ThirdPartyAuthTimeouts | undefined>;
    type?: pulumi.Input<string | undefined>;
    updatedAt?: pulumi.Input<string | undefined>;
}
/**
 * The set of arguments for constructing a ThirdPartyAuth resource.
 */
export interface ThirdPartyAuthArgs {
    customJwks?: pulumi.Input<string | undefined>;
    jwksUrl?: pulumi.Input<string | undefined>;
    oidcIssuerUrl?: pulumi.Input<string | undefined>;
    projectRef: pulumi.Input<string>;
    timeouts?: pulumi.Input<inputs.ThirdPartyAuthTimeouts | undefined>;
}
