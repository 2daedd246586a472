import { requiredSetting } from '#store/required-setting';

/** Where the hub's API answers, with `/v1`: what links that it makes begin with. */
export const hubAddress = (): string => requiredSetting(process.env, 'API_URL');
