import { describe, expect, it } from 'vitest';
import { apiBase, formatAddress, parseAddress, wantsServerLandmarks, type Route } from '../../src/page/route';

describe('the address', () => {
  const routes: Route[] = [
    { screen: 'home' },
    { screen: 'answer', id: 'dowod-osobisty' },
    { screen: 'topic', id: 'stan-cywilny' },
    { screen: 'reply', number: 3 },
    { screen: 'signing' },
    { screen: 'teaching' },
  ];

  it.each(routes)('reads back what it wrote: %o', (route) => {
    expect(parseAddress(formatAddress(route, 'en'))).toEqual({ route, language: 'en' });
  });

  it.each(['', '#', '#/nothing', '#/answer/', '#/answer/<img>', '#/answer/../x', '#/reply/minus'])(
    'shows the first screen for %s',
    (hash) => {
      expect(parseAddress(hash)).toEqual({ route: { screen: 'home' } });
    },
  );

  it('ignores a language that the page does not speak', () => {
    expect(parseAddress('#/sign?lang=de').language).toBeUndefined();
  });

  it('finds the wish for server landmarks before and after the hash', () => {
    expect(wantsServerLandmarks({ search: '?landmarks=server', hash: '' })).toBe(true);
    expect(wantsServerLandmarks({ search: '', hash: '#/sign?lang=pl&landmarks=server' })).toBe(true);
    expect(wantsServerLandmarks({ search: '', hash: '#/sign' })).toBe(false);
  });
});

describe('the API of a town', () => {
  it.each([
    ['/', '/api/v1'],
    ['/t/nowe-miasto/', '/t/nowe-miasto/api/v1'],
    ['/t/nowe-miasto', '/t/nowe-miasto/api/v1'],
    ['/t/../', '/api/v1'],
    ['/t/Nowe/', '/api/v1'],
  ])('of a page at %s is %s', (pathname, base) => {
    expect(apiBase(pathname)).toBe(base);
  });
});
