import { apiBase } from '../page/route';

/** Where the API of this page's town is. */
export const API = apiBase(location.pathname);
