export declare const accessToken: string | undefined;
export declare const endpoint: string | undefined;
