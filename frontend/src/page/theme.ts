import type { TownTheme } from '../api/types';

/** The design tokens of page.css that take a town's colours; the answers service has checked that they can be read. */
const TOKENS: Readonly<Record<string, (theme: TownTheme) => string>> = {
  '--blue': ({ header }) => header,
  '--blue-lifted': ({ header }) => `color-mix(in srgb, ${header} 86%, white)`,
  '--turquoise': ({ accent }) => accent,
  '--link': ({ link }) => link,
};

/** Show the page in a town's colours. */
export function applyTheme(theme: TownTheme, root: HTMLElement = document.documentElement): void {
  for (const [token, colour] of Object.entries(TOKENS)) root.style.setProperty(token, colour(theme));
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', theme.header);
}
