import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Features } from '../../src/api/feedback-api';
import { openPage, startBrowser, TestGateway } from './open-page';

/** Ratings, e-mail and print: what is offered, what is sent, what is promised. */

/** A gateway that also takes ratings and e-mail. */
class FeedbackGateway extends TestGateway {
  readonly sent: [string, unknown][] = [];
  refusal = '';

  constructor(private readonly features: Features) {
    super();
  }

  override async serve(page: Page): Promise<void> {
    await super.serve(page);
    await page.route('**/api/v1/features', (route) => route.fulfill({ json: this.features }));
    await page.route(/\/answers\/[^/]+\/(rating|mail)$/, (route) => {
      const what = route.request().url().split('/').at(-1) ?? '';
      this.sent.push([what, route.request().postDataJSON()]);
      if (!this.refusal) return route.fulfill({ status: what === 'mail' ? 202 : 204, body: '' });
      return route.fulfill({
        status: 429,
        json: { title: '', status: 429, detail: this.refusal, reason: 'X' },
      });
    });
  }
}

const switchedOn = (mode: Features['learning']['mode'], available = false): FeedbackGateway =>
  new FeedbackGateway({
    learning: { mode, question_days: 90, count_days: 730 },
    mail: { available, advice: '' },
  });
const ANSWER = '#/answer/dowod-osobisty?lang=pl';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

describe('ratings', () => {
  it('are not asked for where the town collects none', async () => {
    const { page } = await openPage(browser, ANSWER, { gateway: switchedOn('off') });
    await page.getByTestId('answer-title').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByTestId('rate-yes').count()).toBe(0);
    expect(await page.getByTestId('questions-kept').count()).toBe(0);
  });

  it('are counted once, without the question', async () => {
    const gateway = switchedOn('counts');
    const { page } = await openPage(browser, '#/?lang=pl', { gateway });
    await page.getByTestId('question-input').fill('jak wyrobić dowód osobisty');
    await page.getByTestId('ask-button').click();
    await page.getByTestId('rate-no').click();
    await page.getByTestId('rate-yes').click({ force: true });
    await expect.poll(() => page.getByTestId('rate-thanks').innerText()).toContain('Dziękujemy.');
    expect(gateway.sent).toEqual([['rating', { helpful: false, language: 'pl' }]]);
  });

  it('take the question along only where it is kept, and the page says so first', async () => {
    const gateway = switchedOn('questions');
    const { page } = await openPage(browser, '#/?lang=pl', { gateway });
    await expect.poll(() => page.getByTestId('questions-kept').count()).toBeGreaterThan(0);
    await page.getByTestId('question-input').fill('jak wyrobić dowód osobisty');
    await page.getByTestId('ask-button').click();
    await page.getByTestId('rate-no').click();
    await expect.poll(() => gateway.sent.length).toBe(1);
    expect(gateway.sent[0]?.[1]).toMatchObject({ helpful: false, question: 'jak wyrobić dowód osobisty' });
  });
});

describe('e-mail', () => {
  it('is not offered where the town sends none', async () => {
    const { page } = await openPage(browser, ANSWER, { gateway: switchedOn('counts') });
    await page.getByTestId('rate-yes').waitFor();
    expect(await page.getByTestId('mail').count()).toBe(0);
  });

  it('asks for an address, sends it once, and says what went wrong', async () => {
    const gateway = switchedOn('off', true);
    gateway.refusal = 'Na ten adres wysłaliśmy dziś już dość wiadomości.';
    const { page } = await openPage(browser, ANSWER, { gateway });
    await page.getByTestId('mail').click();
    await page.getByTestId('mail-address').fill('jan');
    await page.getByTestId('mail-send').click();
    expect(await page.getByTestId('mail-address').getAttribute('aria-invalid')).toBe('true');
    expect(gateway.sent).toEqual([]);
    await page.getByTestId('mail-address').fill('jan@poczta.example');
    await page.getByTestId('mail-send').click();
    await expect.poll(() => page.getByTestId('error-message').innerText()).toContain('dziś już dość');
    gateway.refusal = '';
    await page.getByTestId('mail-send').click();
    await page.getByTestId('mail-sent').waitFor();
    expect(gateway.sent.at(-1)).toEqual(['mail', { address: 'jan@poczta.example', language: 'pl' }]);
  });
});

describe('print', () => {
  it('fits on one sheet, with codes of the answer and of its sign video and without buttons', async () => {
    const { page } = await openPage(browser, ANSWER, { gateway: switchedOn('counts', true) });
    await page.getByTestId('rate-yes').waitFor();
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.emulateMedia({ media: 'print' });
    for (const [hook, ending] of [
      ['print-code-answer', '#/answer/dowod-osobisty?lang=pl'],
      ['print-code-film', '#/answer/dowod-osobisty?lang=pl&film=1'],
    ] as const) {
      const code = page.getByTestId(hook);
      expect(await code.isVisible()).toBe(true);
      expect((await code.getAttribute('data-url'))?.endsWith(ending)).toBe(true);
      expect((await code.locator('path').getAttribute('d'))?.length).toBeGreaterThan(1000);
    }
    expect(await page.getByTestId('answer-online-paper').innerText()).toBe(
      'Załatw przez internet: www.gov.pl/web/gov/uzyskaj-dowod-osobisty',
    );
    for (const hidden of ['print', 'mail', 'rate-yes', 'answer-online']) {
      expect(await page.getByTestId(hidden).isVisible(), hidden).toBe(false);
    }
  });
});
