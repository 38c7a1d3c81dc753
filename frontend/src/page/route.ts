import { LANGUAGES, type Language } from '../api/types';

/** Where in the page a resident is. Questions never enter the address: the browser's history would keep them. */
export type Route =
  | { screen: 'home' }
  | { screen: 'answer'; id: string }
  | { screen: 'topic'; id: string }
  | { screen: 'reply'; number: number }
  | { screen: 'signing' }
  | { screen: 'teaching' };

export interface Address {
  route: Route;
  /** Absent when the address names none. */
  language?: Language;
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Read an address such as "#/answer/dowod-osobisty?lang=en"; what cannot be read is the first screen. */
export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const language = LANGUAGES.find((item) => item === new URLSearchParams(query).get('lang'));
  return { route: parseRoute(path), ...(language ? { language } : {}) };
}

/** Write an address. */
export function formatAddress(route: Route, language: Language): string {
  const tail = `?lang=${language}`;
  switch (route.screen) {
    case 'home':
      return `#/${tail}`;
    case 'reply':
      return `#/reply/${route.number}${tail}`;
    case 'signing':
      return `#/sign${tail}`;
    case 'teaching':
      return `#/teach${tail}`;
    default:
      return `#/${route.screen}/${route.id}${tail}`;
  }
}

/** Whether landmarks shall come from the recognition service: "?landmarks=server" before or after the hash. */
export function wantsServerLandmarks(location: { search: string; hash: string }): boolean {
  const queries = [location.search, location.hash.split('?')[1] ?? ''];
  return queries.some((query) => new URLSearchParams(query).get('landmarks') === 'server');
}

function parseRoute(path: string): Route {
  const [screen = '', id = ''] = path.split('/');
  if ((screen === 'answer' || screen === 'topic') && ID.test(id)) return { screen, id };
  if (screen === 'reply' && /^\d{1,6}$/.test(id)) return { screen, number: Number(id) };
  if (screen === 'sign') return { screen: 'signing' };
  if (screen === 'teach') return { screen: 'teaching' };
  return { screen: 'home' };
}

/** Where the API is: under "/t/<town>" where the address of the page names one of many towns, else at the root. */
export function apiBase(pathname: string): string {
  const town = /^\/t\/[a-z0-9]+(-[a-z0-9]+)*(?=\/|$)/.exec(pathname);
  return `${town?.[0] ?? ''}/api/v1`;
}
