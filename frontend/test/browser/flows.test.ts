import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventText, openPage, startBrowser, TestGateway } from './open-page';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

const texts = (locator: Locator): Promise<string[]> =>
  locator.allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, ' ').trim()));
const answered = (page: Page): Promise<void> => page.getByTestId('answer-title').waitFor();
const until = (condition: () => Promise<boolean> | boolean): Promise<void> =>
  expect.poll(condition, { timeout: 15_000 }).toBe(true);

describe('asking', () => {
  it('shows every part of the answer to a typed question', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('question-input').fill('jak wyrobić dowód osobisty');
    await page.getByTestId('question-input').press('Enter');
    await answered(page);
    expect(page.url()).toContain('#/answer/dowod-osobisty?lang=pl');
    expect(await texts(page.getByTestId('answer-title'))).toEqual(['Dowód osobisty']);
    expect(await texts(page.getByTestId('answer-short'))).toEqual(['Przyjdź do urzędu ze zdjęciem.']);
    expect(await texts(page.getByTestId('answer-steps').getByRole('listitem'))).toHaveLength(2);
    expect(await texts(page.getByTestId('answer-cost'))).toEqual(['Bezpłatnie.']);
    expect(await page.getByTestId('answer-hours').innerText()).toContain('08:00–18:00');
    expect(await page.getByTestId('answer-phone').getAttribute('href')).toBe('tel:+48440000100');
    expect(await page.getByTestId('answer-source').getByRole('link').getAttribute('href')).toMatch(
      /^https:\/\/isap/,
    );
    expect(await page.getByTestId('answer-checked').innerText()).toContain('24 listopada 2026');
    expect(await page.getByTestId('related-question').getAttribute('data-answer-id')).toBe('dowod-zgubiony');
    expect(await page.title()).toBe('Dowód osobisty – Okienko – Miasto Przykładowo');
  });

  it('never writes the question into the address', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('question-input').fill('tajna sprawa');
    await page.getByTestId('ask-button').click();
    await page.getByTestId('decline-card').waitFor();
    expect(decodeURIComponent(page.url())).not.toContain('tajna');
    expect(
      await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state])),
    ).not.toContain('tajna');
  });

  it('goes on from a choice, and back', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await takeFirstChoice(page, 'dowód');
    await page.goBack();
    await page.getByTestId('clarify-choice').first().waitFor();
    expect(await page.getByTestId('question-input').inputValue()).toBe('dowód');
  });

  it('shows whom to turn to when the town does not know', async () => {
    const { page } = await openPage(browser, '#/?lang=en');
    await page.getByTestId('question-input').fill('weather');
    await page.getByTestId('ask-button').click();
    await page.getByTestId('decline-card').waitFor();
    expect(await page.getByTestId('office-phone').getAttribute('href')).toBe('tel:+48440000100');
    expect(await page.getByTestId('office-email').getAttribute('href')).toBe(
      'mailto:urzad@przykladowo.example',
    );
    expect(await page.getByTestId('office-hours').innerText()).toContain('Monday');
    expect(await page.getByTestId('hand-over').getAttribute('href')).toBe(
      'https://przykladowo.example/tlumacz-pjm',
    );
    expect(await page.getByTestId('decline-topic').count()).toBe(1);
  });

  it('puts 112 and the app for people without hearing first in an emergency', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('question-input').fill('pali się');
    await page.getByTestId('ask-button').click();
    const links = page.getByTestId('emergency-card').getByRole('link');
    await links.first().waitFor();
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
      'tel:112',
      'https://www.gov.pl/web/numer-alarmowy-112',
      'sms:+48440000190',
      'tel:998',
      'tel:116123',
      'https://pomoc.example/',
    ]);
  });

  it('shows the asked part of the answer that is on the screen already', async () => {
    const { page, gateway } = await openPage(browser, '#/answer/dowod-osobisty?lang=pl');
    await answered(page);
    await page.getByTestId('question-input').fill('a ile to kosztuje?');
    await page.getByTestId('ask-button').click();
    await page.getByTestId('asked-first').getByText('Bezpłatnie.').waitFor();
    expect(gateway.questions[0]?.context).toBe('opened');
    await until(() => page.getByTestId('answer-title').evaluate((title) => title.matches(':focus')));
  });

  it('sends a group, and that none fits, back as choices', async () => {
    const { page, gateway } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('question-input').fill('dowód');
    await page.getByTestId('ask-button').click();
    await page.getByRole('button', { name: 'Dla dziecka', exact: true }).click();
    await page.getByTestId('decline-card').waitFor();
    await page.goBack();
    await page.getByTestId('clarify-none').click();
    await page.getByTestId('decline-card').waitFor();
    expect(gateway.questions.map(({ choice }) => choice)).toEqual([undefined, 'who-child', 'none']);
  });

  it('lets a resident see and change what is taken to a person, and sends nothing itself', async () => {
    const { page, gateway, outside } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('question-input').fill('pogoda');
    await page.getByTestId('ask-button').click();
    const preview = page.getByTestId('hand-over-preview');
    expect(await preview.inputValue()).toContain('Pytam: pogoda');
    await preview.fill('Moje słowa');
    const mail = await page.getByTestId('hand-over-email').getAttribute('href');
    expect(mail).toContain(encodeURIComponent('Moje słowa'));
    await page.getByRole('button', { name: 'Nic', exact: true }).click();
    expect(await preview.count()).toBe(0);
    expect({ asked: gateway.questions.length, outside }).toEqual({ asked: 1, outside: [] });
  });

  it('shows developers every signal of the search, its confidence and its scope', async () => {
    const { page } = await openPage(browser, '#/?lang=en');
    await page.getByTestId('question-input').fill('pogoda');
    await page.getByTestId('question-input').press('Enter');
    await page.getByTestId('search-details').locator('summary').click();
    const rows = page.getByTestId('search-candidates').locator('tr');
    await rows.first().waitFor();
    expect((await texts(rows.nth(0).getByRole('columnheader'))).at(-1)).toBe('Telling words (BM25)');
    expect(await texts(rows.nth(1).getByRole('cell'))).toEqual([
      '0.90',
      '0.80',
      '1.00',
      '0.70',
      '0.60',
      '0.56',
    ]);
    const decided = await texts(page.getByTestId('search-details').locator('dd'));
    expect(decided.slice(-3)).toEqual(['0.84', '0.97', '0.78 / 0.25']);
  });

  it('hands over what was asked where no choice fits, and which choice was looked at', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await takeFirstChoice(page, 'dowód');
    await page.goBack();
    await page.getByTestId('clarify-none').click();
    const preview = page.getByTestId('hand-over-preview');
    expect(await preview.inputValue()).toContain(
      'Pytam: dowód\nOkienko pokazało odpowiedź: Dowód osobisty\n',
    );
    await page.getByRole('button', { name: 'Całą rozmowę', exact: true }).click();
    await until(async () => (await preview.inputValue()).includes('Wybieram: Żadna z tych'));
  });

  it('asks again for the sign video of a tile that was refused for a moment', async () => {
    const { page, gateway } = await openPage(browser, '#/?lang=pl');
    const tile = page.getByTestId('topic-tile').first();
    const button = tile.getByRole('button');
    await button.waitFor();
    gateway.refusals = 1;
    await button.click();
    await until(async () => (await button.getAttribute('aria-busy')) === 'true');
    await tile.locator('video').waitFor({ state: 'attached' });
    expect(gateway.refusals).toBe(0);
    expect(await button.getAttribute('aria-busy')).toBe('false');
  });

  it('moves the focus to the new heading, so that screen readers follow', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('topic-tile').first().getByRole('link').press('Enter');
    await answered(page);
    await until(() => page.getByTestId('answer-title').evaluate((title) => title.matches(':focus')));
    expect(await page.getByTestId('announcement').textContent()).toBe('Dowód osobisty');
  });

  it('moves the focus to what is asked back, however deep its heading lies, and names the page after it', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('question-input').fill('dowód');
    await page.getByTestId('question-input').press('Enter');
    const heading = page.getByTestId('clarify-question');
    await until(() => heading.evaluate((title) => title.matches(':focus')));
    const asked = await heading.innerText();
    expect(await page.getByTestId('announcement').textContent()).toBe(asked);
    expect(await page.title()).toBe(`${asked} – Okienko – Miasto Przykładowo`);
    await page.goBack();
    await page.getByTestId('topic-tile').first().waitFor();
    await until(async () => (await page.title()) === 'Okienko – Miasto Przykładowo');
  });

  it('leaves the focus on the language button when the language changes', async () => {
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl');
    await answered(page);
    await page.getByTestId('language-switch').press('Enter');
    await until(async () => (await page.getByTestId('answer-title').innerText()) === 'Birth grant');
    expect(await page.getByTestId('language-switch').evaluate((button) => button.matches(':focus'))).toBe(
      true,
    );
  });

  it('shows data as text, never as markup', async () => {
    const { page, gateway } = await openPage(browser, '#/?lang=pl');
    gateway.failing.add('faq');
    await page.getByTestId('question-input').fill('<img src=x onerror=alert(1)>');
    await page.getByTestId('ask-button').click();
    await page.getByTestId('error-message').first().waitFor();
    gateway.failing.clear();
    await page.getByTestId('error-message').getByRole('button').click();
    await page.getByTestId('decline-card').waitFor();
    expect(gateway.questions).toEqual([{ text: '<img src=x onerror=alert(1)>' }]);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });
});

describe('the language', () => {
  it('changes in place, in the address and for the next visit', async () => {
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl');
    await answered(page);
    await page.getByTestId('language-switch').click();
    await until(async () => (await page.getByTestId('answer-title').innerText()) === 'Birth grant');
    expect(page.url()).toContain('lang=en');
    await page.goto(page.url().replace(/#.*/, ''));
    await page.getByText('Ask in PJM').waitFor();
  });

  it('asks a vague question again in the other language', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    await page.getByTestId('question-input').fill('dowód');
    await page.getByTestId('ask-button').click();
    await page.getByTestId('clarify-choice').first().waitFor();
    await page.getByTestId('language-switch').click();
    await until(async () => (await texts(page.getByTestId('clarify-choice'))).includes('Lost ID card'));
  });

  it.each(['memory', 'template', 'machine', 'untranslated'] as const)(
    'says where a text comes from: %s',
    async (origin) => {
      const gateway = new TestGateway();
      gateway.origin = origin;
      const { page } = await openPage(browser, '#/answer/becikowe?lang=en', { gateway });
      await answered(page);
      expect(await page.getByTestId('translated-label').getAttribute('data-origin')).toBe(origin);
      const isPartlyPolish = origin === 'untranslated';
      expect(await page.getByTestId('answer-short').getAttribute('lang')).toBe(isPartlyPolish ? 'pl' : 'en');
      const steps = page.getByTestId('answer-steps').getByRole('listitem');
      expect(await steps.evaluateAll((all) => all.map((step) => step.getAttribute('lang')))).toEqual(
        isPartlyPolish ? ['en', 'pl'] : ['en', 'en'],
      );
    },
  );

  it('needs no label for the town’s own text', async () => {
    const { page } = await openPage(browser, '#/answer/becikowe?lang=en');
    await answered(page);
    expect(await page.getByTestId('translated-label').count()).toBe(0);
  });
});

describe('a service that fails', () => {
  it('is named, the rest works, and the notice goes by itself when it is back', async () => {
    const gateway = new TestGateway();
    gateway.failing.add('speech').add('signing');
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl', { gateway });
    await answered(page);
    const notice = page.getByTestId('service-notice');
    await notice.waitFor();
    expect(
      await notice
        .locator('li')
        .evaluateAll((all) => all.map((item) => (item as HTMLElement).dataset.service)),
    ).toEqual(['signing', 'speech']);
    await page.getByTestId('read-aloud').click();
    await until(
      async () => (await page.getByTestId('read-aloud-state').getAttribute('data-state')) === 'error',
    );
    gateway.failing.clear();
    await notice.waitFor({ state: 'detached' });
    await page.getByTestId('sign-video').waitFor();
  });

  it('brings the first screen back when the whole gateway returns', async () => {
    const gateway = new TestGateway();
    gateway.isOffline = true;
    const { page } = await openPage(browser, '#/?lang=pl', { gateway });
    await page.getByTestId('error-message').waitFor();
    gateway.isOffline = false;
    await page.getByTestId('topic-tile').first().waitFor();
    await page.getByTestId('service-notice').waitFor({ state: 'detached' });
  });
});

describe('reading aloud', () => {
  const TEXT = 'Becikowe.\nPrzyjdź do urzędu ze zdjęciem.';
  const second = Buffer.alloc(2 * 8000).toString('base64');
  const stream = (seconds: number): string =>
    eventText([
      ['format', { sample_rate: 8000, encoding: 'linear16', voice: 'test', text: TEXT, language: 'pl' }],
      ['mark', { start: 0, end: 8, seconds: 0 }],
      ['mark', { start: 10, end: 17, seconds: 0.4 }],
      ...Array.from({ length: seconds }, () => ['audio', { pcm: second }] as const),
      ['end', {}],
    ]);
  const state = (page: Page) => page.getByTestId('read-aloud-state').getAttribute('data-state');

  it('marks the words as they are heard and ends by itself', async () => {
    const gateway = new TestGateway();
    gateway.speech = stream(1);
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl', { gateway });
    await answered(page);
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      document.addEventListener('heard', (event) => {
        const { text, range } = (
          event as CustomEvent<{ text: string; range?: { start: number; end: number } }>
        ).detail;
        if (range) heard.push(text.slice(range.start, range.end));
      });
    });
    await page.getByTestId('read-aloud').click();
    await until(async () => (await page.locator('mark').count()) > 0);
    await until(async () => (await state(page)) === 'ended');
    expect(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)).toEqual([
      'Becikowe',
      'Przyjdź',
    ]);
    expect(await page.locator('mark').count()).toBe(0);
  });

  it('can be paused, sped up, resumed and stopped', async () => {
    const gateway = new TestGateway();
    gateway.speech = stream(30);
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl', { gateway });
    await answered(page);
    await page.getByTestId('read-aloud').click();
    await until(async () => (await state(page)) === 'playing');
    await page.getByTestId('read-aloud-speed').selectOption('1.5');
    await page.getByTestId('read-aloud').click();
    await until(async () => (await state(page)) === 'paused');
    await page.getByTestId('read-aloud').click();
    await until(async () => (await state(page)) === 'playing');
    await page.getByTestId('read-aloud-stop').click();
    await until(async () => (await state(page)) === 'idle');
  });

  it('plays the finished file where the stream cannot be had', async () => {
    const gateway = new TestGateway();
    gateway.sound = silentWav(1);
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl', { gateway });
    await answered(page);
    await page.getByTestId('read-aloud').click();
    await until(async () => (await page.locator('mark').allInnerTexts()).join() === 'Becikowe');
    await until(async () => (await state(page)) === 'ended');
  });

  it('says what failed when there is neither', async () => {
    const { page } = await openPage(browser, '#/answer/becikowe?lang=en');
    await answered(page);
    await page.getByTestId('read-aloud').click();
    await page.getByText('The help speech is missing.').waitFor();
    expect(await state(page)).toBe('error');
  });

  it('falls silent when the resident leaves', async () => {
    const gateway = new TestGateway();
    gateway.speech = stream(30);
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl', { gateway });
    await answered(page);
    await page.evaluate(() => {
      const contexts: AudioContext[] = [];
      Object.assign(globalThis, { contexts });
      const Original = AudioContext;
      globalThis.AudioContext = class extends Original {
        constructor() {
          super();
          contexts.push(this);
        }
      };
    });
    await page.getByTestId('read-aloud').click();
    await until(async () => (await state(page)) === 'playing');
    await page.evaluate(() => (location.hash = '#/?lang=pl'));
    await until(() =>
      page.evaluate(() => {
        const { contexts } = globalThis as unknown as { contexts: AudioContext[] };
        return contexts.length === 1 && contexts[0]?.state === 'closed';
      }),
    );
  });
});

describe('the sign video', () => {
  it('plays, shows captions and words in time, and can be mirrored, slowed and looped', async () => {
    const gateway = new TestGateway();
    gateway.video = await recordVideo(browser);
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl', { gateway });
    const video = page.getByTestId('sign-video');
    await video.waitFor();
    expect(await page.getByTestId('sign-provenance').getAttribute('data-provenance')).toBe('composed');
    expect(await page.getByTestId('sign-provenance').innerText()).toContain('to nie jest tłumacz');
    expect(await page.getByTestId('sign-provenance').innerText()).toContain('osobisty');
    await page.getByTestId('sign-loop').click();
    await page.getByTestId('sign-speed').selectOption('0.5');
    await page.getByTestId('sign-mirror').click();
    await page.getByTestId('sign-play').click();
    await page.getByTestId('sign-caption').waitFor();
    expect(await page.getByTestId('sign-caption').innerText()).toBe('Przyjdź do urzędu ze zdjęciem.');
    expect(
      await video.evaluate((item: HTMLVideoElement) => [item.playbackRate, getComputedStyle(item).transform]),
    ).toEqual([0.5, 'matrix(-1, 0, 0, 1, 0, 0)']);
    await page.getByTestId('sign-captions-toggle').click();
    await page.getByTestId('sign-caption').waitFor({ state: 'detached' });
    await page.getByText('Co jest migane').click();
    await until(async () => (await page.locator('sign-transcript [aria-current]').count()) === 1);
    await video.evaluate((item: HTMLVideoElement) => item.pause());
    await page.getByLabel('Miejsce w filmie').fill('0.5');
    for (const place of [page.getByTestId('answer-short'), page.locator('sign-transcript p')])
      await until(async () => (await texts(place.locator('mark'))).join() === 'urzędu');
    await page.getByLabel('Miejsce w filmie').fill('1.2');
    await page.locator('mark').first().waitFor({ state: 'detached' });
    await page.getByTestId('sign-swap-size').click();
    await until(async () => {
      const [sign, text] = await Promise.all([
        page.locator('sign-player').boundingBox(),
        page.locator('.text').boundingBox(),
      ]);
      return (sign?.width ?? 0) > (text?.width ?? Infinity);
    });
  });
});

describe('the quality of the sign video', () => {
  const playing = (page: Page) =>
    page.getByTestId('sign-video').evaluate((item: HTMLVideoElement) => new URL(item.currentSrc).pathname);

  it('can be chosen, goes on where it was, and holds for the next answer', async () => {
    const gateway = new TestGateway();
    gateway.video = await recordVideo(browser);
    const { page } = await openPage(browser, '#/answer/becikowe?lang=pl', { gateway });
    const quality = page.getByTestId('sign-quality');
    await quality.waitFor();
    expect(await texts(quality.locator('option'))).toEqual([
      'automatycznie',
      '480p',
      '720p',
      '720p, płynny ruch',
    ]);
    const video = page.getByTestId('sign-video');
    await quality.selectOption('720p25');
    await until(async () => (await playing(page)) === '/media/large.webm');
    await until(() => video.evaluate((item: HTMLVideoElement) => item.readyState >= 2));
    await page.getByLabel('Miejsce w filmie').fill('0.5');
    await quality.selectOption('480p25');
    await until(async () => (await playing(page)) === '/media/clip.webm');
    await until(() =>
      video.evaluate(
        (item: HTMLVideoElement) => item.readyState >= 1 && Math.abs(item.currentTime - 0.5) < 0.1,
      ),
    );
    await quality.selectOption('720p50');
    await page.goto(page.url().replace('becikowe', 'dowod-osobisty'));
    await until(async () => (await page.getByTestId('answer-title').innerText()) === 'Dowód osobisty');
    await until(async () => (await playing(page)) === '/media/smooth.webm');
  });

  it('is the lightest for who saves data', async () => {
    const gateway = new TestGateway();
    gateway.video = await recordVideo(browser);
    const { page } = await openPage(browser, '#/?lang=pl', { gateway });
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true }),
    );
    await page.evaluate(() => (location.hash = '#/answer/becikowe?lang=pl'));
    await page.getByTestId('sign-video').waitFor();
    await until(async () => (await playing(page)) === '/media/clip.webm');
  });
});

/** Return seconds of silence as a sound file. */
function silentWav(seconds: number): Buffer {
  const rate = 8000;
  const samples = Buffer.alloc(seconds * rate * 2);
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Record two seconds of a moving picture in the browser itself. */
async function takeFirstChoice(page: Page, question: string): Promise<void> {
  await page.getByTestId('question-input').fill(question);
  await page.getByTestId('ask-button').click();
  await page.getByTestId('clarify-choice').first().click();
  await answered(page);
}

async function recordVideo(recorder: Browser): Promise<Buffer> {
  const page = await (await recorder.newContext()).newPage();
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    const media = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm' });
    const pieces: Blob[] = [];
    media.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    media.start();
    for (let step = 0; step < 20; step += 1) {
      context?.fillRect(step * 5, 0, 5, 100);
      await new Promise((done) => setTimeout(done, 100));
    }
    media.stop();
    await new Promise((done) => media.addEventListener('stop', done));
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  await page.context().close();
  return Buffer.from(base64, 'base64');
}

describe('one town of many', () => {
  it('asks its own town and wears its colours', async () => {
    const gateway = new TestGateway();
    gateway.theme = { header: '#14421f', accent: '#ffd23f', link: '#0b4a8f' };
    const { page, errors } = await openPage(browser, '#/?lang=pl', { gateway, search: 't/nowe/' });
    await page.getByTestId('question-input').fill('jak wyrobić dowód osobisty');
    await page.getByTestId('question-input').press('Enter');
    await answered(page);
    const ground = (): Promise<string> =>
      page.locator('town-header header').evaluate((header) => getComputedStyle(header).backgroundColor);
    await until(async () => (await ground()) === 'rgb(20, 66, 31)');
    expect([...gateway.towns]).toEqual(['/t/nowe']);
    expect(errors).toEqual([]);
  });
});
