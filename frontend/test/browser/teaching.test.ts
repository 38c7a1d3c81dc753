import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SECRET } from '../fixtures/teaching';
import { openPage, startBrowser, TestGateway } from './open-page';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

async function openSign(gateway: TestGateway): Promise<Page> {
  const { page } = await openPage(browser, '#/teach?lang=pl', { gateway });
  await page.getByTestId('teach-secret').fill(SECRET);
  await page.getByTestId('teach-enter').click();
  await page.getByTestId('teach-gloss').fill('ogródek');
  await page.getByTestId('teach-open').click();
  return page;
}

const verdict = (page: Page) => page.getByTestId('teach-verdict').innerText();

describe('teaching a sign', () => {
  it('publishes the take that is most like the others, says when servers know it, and when they have forgotten it', async () => {
    const gateway = new TestGateway();
    gateway.studio.take(3);
    const page = await openSign(gateway);
    expect(await verdict(page)).toContain('87 %');
    await page.getByTestId('teach-publish').click();
    await page.locator('[data-testid="teach-known"][data-known="true"]').waitFor();
    expect(gateway.studio.sign.published_clip).toBe(3);
    await page.getByTestId('teach-withdraw').click();
    await page.locator('[data-testid="teach-known"][data-known="false"]').waitFor();
    expect(gateway.studio.sign.published_clip).toBeNull();
  });

  it.each([
    ['too_close', 'Za podobny do DOM (12 %)'],
    ['too_different', 'Usuń nagranie 1'],
  ] as const)(
    'says what is wrong with takes that are %s, and does not publish them',
    async (wrong, sentence) => {
      const gateway = new TestGateway();
      gateway.studio.take(3).verdict = wrong;
      const page = await openSign(gateway);
      expect(await verdict(page)).toContain(sentence);
      expect(await page.getByTestId('teach-publish').isDisabled()).toBe(true);
    },
  );

  it('removes a take, and then wants another one', async () => {
    const gateway = new TestGateway();
    gateway.studio.take(3);
    const page = await openSign(gateway);
    await page.getByTestId('take-remove').first().click();
    await page.getByText('Mamy 2 z 3 potrzebnych nagrań').waitFor();
    expect(await page.getByTestId('take').count()).toBe(2);
  });

  it('goes on with an account of the office, and leaves it', async () => {
    const gateway = new TestGateway();
    gateway.studio.take(3).hasAccounts = true;
    gateway.studio.isLoggedIn = true;
    const { page } = await openPage(browser, '#/teach?lang=pl', { gateway });
    await page.getByTestId('teach-listed').getByRole('button').click();
    await page.getByTestId('teach-publish').click();
    await page.locator('[data-testid="teach-known"][data-known="true"]').waitFor();
    await page.getByText('Wszystkie znaki').click();
    await page.getByTestId('teach-log-out').click();
    const login = page.getByTestId('teach-account');
    expect(await login.getAttribute('href')).toBe('/api/v1/account/login?back=%2F%23%2Fteach');
    expect(await page.getByTestId('teach-secret').count()).toBe(0);
  });

  it('keeps the secret in memory alone', async () => {
    const page = await openSign(new TestGateway());
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(stored + page.url()).not.toContain(SECRET);
    await page.reload();
    await page.getByTestId('teach-secret').waitFor();
  });
});
