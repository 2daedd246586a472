/**
 * What an access token of the user pool must carry to open the API, and what the console's client
 * may ask for: a resource server and its one scope. A token that was got for anything else lacks it.
 */
export const apiScope = { resourceServer: 'goldspoke', name: 'api' } as const;

/** As it stands in a token. */
export const apiScopeInToken = `${apiScope.resourceServer}/${apiScope.name}`;
