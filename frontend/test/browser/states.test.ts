import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Origin } from '../../src/api/types';
import { SECRET } from '../fixtures/teaching';
import { openPage, startBrowser, TestGateway } from './open-page';

/** Every state of the page, in both languages: what it shows, whether everybody can use it, whether it fits 320 pixels. */

interface State {
  name: string;
  path: string;
  prepare?: (gateway: TestGateway) => unknown;
  act?: (page: Page) => Promise<void>;
  shows: string;
}

const ask = (text: string) => async (page: Page) => {
  await page.getByTestId('question-input').fill(text);
  await page.getByTestId('ask-button').click();
};
const withOrigin = (origin: Origin) => (gateway: TestGateway) => {
  gateway.origin = origin;
};

const enterStudio = async (page: Page): Promise<void> => {
  await page.getByTestId('teach-secret').fill(SECRET);
  await page.getByTestId('teach-enter').click();
};
const openSign = async (page: Page): Promise<void> => {
  await enterStudio(page);
  await page.getByTestId('teach-gloss').fill('ogródek');
  await page.getByTestId('teach-open').click();
};

const STATES: State[] = [
  { name: 'the first screen', path: '#/', shows: 'topic-tile' },
  {
    name: 'the first screen, loading',
    path: '#/',
    prepare: (gateway) => (gateway.hold = new Promise(() => undefined)),
    shows: 'question-input',
  },
  { name: 'an empty question', path: '#/', act: ask('  '), shows: 'question-input' },
  {
    name: 'the first screen, offline',
    path: '#/',
    prepare: (gateway) => (gateway.isOffline = true),
    shows: 'error-message',
  },
  {
    name: 'the first screen without answers and videos',
    path: '#/',
    prepare: (gateway) => gateway.failing.add('faq').add('signing'),
    shows: 'service-notice',
  },
  { name: 'a topic', path: '#/topic/dokumenty', shows: 'topic-tile' },
  { name: 'an unknown topic', path: '#/topic/nic', shows: 'error-message' },
  { name: 'an answer', path: '#/answer/dowod-osobisty', shows: 'sign-provenance' },
  {
    name: 'an answer from the memory',
    path: '#/answer/becikowe',
    prepare: withOrigin('memory'),
    shows: 'answer-title',
  },
  {
    name: 'an answer by sentence patterns',
    path: '#/answer/becikowe',
    prepare: withOrigin('template'),
    shows: 'answer-title',
  },
  {
    name: 'an answer by machine',
    path: '#/answer/becikowe',
    prepare: withOrigin('machine'),
    shows: 'answer-title',
  },
  {
    name: 'an answer in part',
    path: '#/answer/becikowe',
    prepare: withOrigin('untranslated'),
    shows: 'answer-title',
  },
  {
    name: 'an answer, loading',
    path: '#/answer/dowod-osobisty',
    prepare: (gateway) => (gateway.hold = new Promise(() => undefined)),
    shows: 'announcement',
  },
  {
    name: 'an answer without video',
    path: '#/answer/dowod-osobisty',
    prepare: (gateway) => gateway.failing.add('signing'),
    shows: 'error-message',
  },
  { name: 'a question back', path: '#/', act: ask('dowód'), shows: 'clarify-choice' },
  { name: 'I do not know', path: '#/', act: ask('pogoda'), shows: 'decline-card' },
  { name: 'small talk', path: '#/', act: ask('dzień dobry'), shows: 'small-talk' },
  { name: 'an insult', path: '#/', act: ask('głupi'), shows: 'hand-over' },
  { name: 'the asked part first', path: '#/', act: ask('ile to kosztuje'), shows: 'asked-first' },
  { name: 'several answers', path: '#/', act: ask('becikowe i dowód'), shows: 'several-answers' },
  {
    name: 'where a reply comes from',
    path: '#/',
    act: async (page) => {
      await ask('pogoda')(page);
      await page.getByTestId('search-details').locator('summary').click();
    },
    shows: 'search-candidates',
  },
  { name: 'an emergency', path: '#/', act: ask('pali się'), shows: 'emergency-card' },
  { name: 'asking by signing, before the camera', path: '#/sign', shows: 'signing-start' },
  {
    name: 'asking by signing, without a camera',
    path: '#/sign',
    act: (page) => page.getByTestId('signing-start').click(),
    shows: 'camera-problem',
  },
  {
    name: 'asking by signing, with letters',
    path: '#/sign',
    act: async (page) => {
      await page.getByTestId('show-alphabet').click();
      for (const letter of ['D', 'O', 'SZ'])
        await page.getByTestId('letter-key').getByText(letter, { exact: true }).click();
      await page.getByTestId('spelled-letter').first().click();
    },
    shows: 'letter-changes',
  },
  {
    name: 'teaching, before logging in with an account',
    path: '#/teach',
    prepare: (gateway) => (gateway.studio.hasAccounts = true),
    shows: 'teach-account',
  },
  { name: 'teaching, before the secret', path: '#/teach', shows: 'teach-secret' },
  {
    name: 'teaching, with a wrong secret',
    path: '#/teach',
    act: async (page) => {
      await page.getByTestId('teach-secret').fill('guess');
      await page.getByTestId('teach-enter').click();
    },
    shows: 'error-message',
  },
  {
    name: 'teaching, the signs so far',
    path: '#/teach',
    prepare: (gateway) => (gateway.studio.take(3).isTaught = true),
    act: enterStudio,
    shows: 'teach-listed',
  },
  { name: 'teaching a new sign', path: '#/teach', act: openSign, shows: 'record-camera' },
  {
    name: 'teaching without a camera',
    path: '#/teach',
    act: async (page) => {
      await openSign(page);
      await page.getByTestId('record-camera').click();
    },
    shows: 'record-problem',
  },
  {
    name: 'teaching, takes that agree',
    path: '#/teach',
    prepare: (gateway) => gateway.studio.take(3),
    act: openSign,
    shows: 'take-play',
  },
  {
    name: 'teaching, takes too close to a sign',
    path: '#/teach',
    prepare: (gateway) => (gateway.studio.take(3).verdict = 'too_close'),
    act: openSign,
    shows: 'take-play',
  },
];

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('every state of the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  for (const language of ['pl', 'en'] as const) {
    it.each(STATES)(
      `can be used by everybody: $name (${language})`,
      async ({ path, prepare, act, shows }) => {
        const gateway = new TestGateway();
        prepare?.(gateway);
        const { page, outside, errors } = await openPage(browser, `${path}?lang=${language}`, {
          width: 320,
          gateway,
        });
        await act?.(page);
        await page.getByTestId(shows).first().waitFor({ state: 'attached' });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
        expect(await smallTargets(page)).toEqual([]);
        await page.setViewportSize({ width: 1280, height: 900 });
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
        expect({ outside, errors }).toEqual({ outside: [], errors: [] });
        await page.context().close();
      },
    );
  }
});

/** Return what axe finds against WCAG 2.1 AA and its own best practices. */
async function violations(page: Page): Promise<string[]> {
  // Through the debugger, because the page's security policy keeps foreign scripts out.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const results = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return results.violations.flatMap((item) =>
      item.nodes.map((node) => `${item.id}: ${node.target.join(' ')} ${node.html}`),
    );
  });
}

/** Return buttons, fields and standing links that are smaller than 44 pixels. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const small: string[] = [];
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        if (element.shadowRoot) look(element.shadowRoot);
        if (!element.matches('button, input, select, summary, a')) continue;
        const { width, height } = element.getBoundingClientRect();
        // Links within running text are exempt (WCAG 2.5.5); the skip link shows itself on focus only.
        if (
          !width ||
          element.matches('.skip') ||
          (element.matches('a') && getComputedStyle(element).display === 'inline')
        )
          continue;
        if (width < 44 || height < 44)
          small.push(`${Math.round(width)} × ${Math.round(height)} ${element.outerHTML.slice(0, 120)}`);
      }
    };
    look(document);
    return small;
  });
}
