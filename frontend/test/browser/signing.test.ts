import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openPage, startBrowser, TestGateway } from './open-page';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser(true);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

const until = (condition: () => Promise<boolean> | boolean): Promise<void> =>
  expect.poll(condition, { timeout: 45_000 }).toBe(true);

/** The recogniser's side of the socket: notes what comes, says what the test says. */
class Recogniser {
  readonly configs: Record<string, unknown>[] = [];
  readonly frames: Buffer[] = [];
  private socket: WebSocketRoute | undefined;

  async serve(page: Page): Promise<void> {
    await page.routeWebSocket(/\/api\/v1\/recognise\?lang=pl$/, (socket) => {
      this.socket = socket;
      socket.onMessage((message) => {
        if (typeof message === 'string') {
          this.configs.push(JSON.parse(message) as Record<string, unknown>);
          this.say({ type: 'ready', signs: 36 });
        } else {
          this.frames.push(message);
        }
      });
    });
  }

  say(message: unknown): void {
    this.socket?.send(JSON.stringify(message));
  }

  result(segment: number, isFinal: boolean, ...letters: string[]): void {
    const alternatives = letters.map((text, at) => ({
      sign_id: `pjm/letter/${text}`,
      text,
      confidence: 0.8 / (at + 1),
    }));
    this.say({ type: 'result', segment_id: segment, is_final: isFinal, start: 0, end: 1, alternatives });
  }

  async drop(): Promise<void> {
    await this.socket?.close({ code: 1013, reason: 'TRY_AGAIN' });
  }
}

async function startSigning(search = '') {
  const recogniser = new Recogniser();
  const opened = await openPage(browser, '#/?lang=pl', { search });
  await recogniser.serve(opened.page);
  await opened.page.getByTestId('ask-by-signing').click();
  return { ...opened, recogniser };
}

const state = (page: Page) => page.getByTestId('signing-status').getAttribute('data-state');
const word = (page: Page) => page.getByTestId('spelled-word').textContent();

describe('asking by signing', () => {
  it('finds landmarks in the browser and tells nobody but the page’s own origin', async () => {
    const { page, recogniser, outside, errors } = await startSigning();
    await until(() => recogniser.frames.length > 3);
    expect(await page.getByTestId('signing-mode').getAttribute('data-mode')).toBe('browser');
    expect(recogniser.configs[0]).toMatchObject({
      type: 'config',
      landmarks: 'browser',
      return_landmarks: false,
    });
    const [first, last] = [recogniser.frames[0], recogniser.frames.at(-1)];
    expect([first?.[0], first?.[1], first?.length]).toEqual([1, 1, 8 + 4 + 168 * 4]);
    expect(last?.readUInt32LE(4)).toBeGreaterThan(first?.readUInt32LE(4) ?? Infinity);
    expect({ outside, errors }).toEqual({ outside: [], errors: [] });
    const pixels = await page.getByTestId('signing-video-canvas').evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return new Set(data).size;
    });
    expect(pixels).toBeGreaterThan(10);
  });

  it('does not load the models before they are wanted', async () => {
    const requests: string[] = [];
    const { page } = await openPage(browser, '#/?lang=pl');
    page.on('request', (request) => requests.push(request.url()));
    await page.reload();
    await page.getByTestId('topic-tile').first().waitFor();
    expect(requests.filter((address) => /wasm|\.task|worker/.test(address))).toEqual([]);
  });

  it('spells a word, lets it be corrected, and asks with it', async () => {
    const { page, recogniser, gateway } = await startSigning('?landmarks=server');
    await until(async () => (await state(page)) === 'running');
    recogniser.result(1, false, 'd', 'z');
    await page.getByTestId('reading-chip').first().waitFor();
    expect(await page.getByTestId('reading-chip').count()).toBe(2);
    recogniser.result(1, true, 'd', 'z');
    recogniser.result(2, true, 'o', 'ó');
    recogniser.result(3, true, 'w');
    recogniser.result(4, true, 'o', 'ó');
    await until(async () => (await word(page)) === 'DOWO');
    await page.getByTestId('reading-chip').getByText('Ó').click();
    await until(async () => (await word(page)) === 'DOWÓ');
    recogniser.result(5, true);
    await page.getByText('Nie rozumiem').waitFor();
    recogniser.result(6, true, 'd');
    recogniser.result(7, true, 'a');
    await until(async () => (await word(page)) === 'DOWÓDA');
    await page.getByTestId('delete-letter').click();
    await page.getByTestId('add-space').click();
    await page.getByTestId('show-alphabet').click();
    for (const letter of 'OSOBISTY')
      await page.getByTestId('letter-key').getByText(letter, { exact: true }).click();
    await page.getByTestId('spelled-letter').nth(1).click();
    await page.getByTestId('letter-alternative').getByText('Ó').click();
    await until(async () => (await word(page)) === 'DÓWÓD OSOBISTY');
    await page.getByTestId('letter-alternative').getByText('O', { exact: true }).click();
    await page.getByTestId('signing-ask').click();
    await page.getByTestId('answer-title').waitFor();
    expect(gateway.questions).toEqual([{ glosses: ['DOWÓD', 'OSOBISTY'] }]);
  });

  it('offers the word that the letters may have meant, and gives the letters back', async () => {
    const { page, recogniser, gateway } = await startSigning('?landmarks=server');
    await until(async () => (await state(page)) === 'running');
    expect(recogniser.configs[0]).toMatchObject({
      transcript: true,
      hint_phrases: expect.arrayContaining(['Dokumenty']) as string[],
    });
    [...'dowod'].forEach((letter, at) => recogniser.result(at + 1, true, letter));
    const literal = { words: ['dowod'], confidence: 0.2, is_literal: true, source: 'literal' };
    const meant = { words: ['dowód'], confidence: 0.75, is_literal: false, source: 'lexicon' };
    const unlikely = { words: ['dochód'], confidence: 0.01, is_literal: false, source: 'lexicon' };
    const part = { segment_ids: [1, 2, 3, 4, 5], hypotheses: [meant, literal, unlikely] };
    recogniser.say({ type: 'transcript', parts: [part] });
    const suggestion = page.getByTestId('word-suggestion');
    await suggestion.waitFor();
    expect(await suggestion.allInnerTexts()).toEqual(['DOWÓD']);
    expect(await suggestion.getAttribute('aria-label')).toBe('DOWÓD, pewność 75 %');
    expect(await word(page)).toBe('DOWOD');
    await suggestion.click();
    await until(async () => (await word(page)) === 'DOWÓD');
    expect(await suggestion.count()).toBe(0);
    await page.getByTestId('undo-suggestion').click();
    await until(async () => (await word(page)) === 'DOWOD');
    await suggestion.click();
    await page.getByTestId('signing-ask').click();
    await until(() => gateway.questions.length > 0);
    expect(gateway.questions).toEqual([{ glosses: ['DOWÓD'] }]);
  });

  it('keeps signs apart from spelled words', async () => {
    const { page, recogniser } = await startSigning('?landmarks=server');
    await until(async () => (await state(page)) === 'running');
    recogniser.result(1, true, 'p');
    const sign = [{ sign_id: 'pjm/sign/DOM', text: 'DOM', confidence: 0.9 }];
    recogniser.say({ type: 'result', segment_id: 2, is_final: true, start: 0, end: 1, alternatives: sign });
    recogniser.result(3, true, 'a');
    await until(async () => (await word(page)) === 'P DOM A');
  });

  it('sends small pictures where the browser cannot find hands, never more than two unanswered', async () => {
    const { page, recogniser } = await startSigning('?landmarks=server');
    await until(() => recogniser.frames.length === 2);
    expect(recogniser.configs[0]).toMatchObject({ landmarks: 'server', return_landmarks: true });
    expect(await page.getByTestId('signing-mode').getAttribute('data-mode')).toBe('server');
    expect(await page.getByText('trafia do serwera urzędu').count()).toBe(1);
    const [first] = recogniser.frames;
    expect([first?.[0], first?.[8], first?.[9]]).toEqual([3, 0xff, 0xd8]);
    const seen = { type: 'landmarks', offset: 0, layout: 'hands/1', values: Array(168).fill(0.5) };
    recogniser.say(seen);
    recogniser.say(seen);
    await until(() => recogniser.frames.length === 4);
    await until(() =>
      page.getByTestId('signing-video-canvas').evaluate((canvas) => canvas.dataset.hands === 'seen'),
    );
  });

  it('falls back to the service when the models cannot be loaded', async () => {
    const recogniser = new Recogniser();
    const { page } = await openPage(browser, '#/?lang=pl');
    await page.route('**/models/**', (route) => route.fulfill({ status: 503 }));
    await recogniser.serve(page);
    await page.getByTestId('ask-by-signing').click();
    await until(async () => (await page.getByTestId('signing-mode').getAttribute('data-mode')) === 'server');
    await until(() => recogniser.frames.length > 0);
    expect(recogniser.frames[0]?.[0]).toBe(3);
    // Why, for whoever looks after the page.
    await page.getByTestId('signing-details').locator('summary').click();
    await page.getByText(/hand_landmarker\.task answered 503/).waitFor();
  });

  it('gives advice, and reconnects with a new configuration when the connection is lost', async () => {
    const { page, recogniser } = await startSigning('?landmarks=server');
    await until(async () => (await state(page)) === 'running');
    recogniser.say({ type: 'hint', code: 'more_light' });
    await page.getByText('Zapal światło').waitFor();
    recogniser.result(1, true, 'd');
    await recogniser.drop();
    await until(() => recogniser.configs.length === 2);
    recogniser.result(1, true, 'o');
    await until(async () => (await word(page)) === 'DO');
  });

  it('connects anew when its gateway stands still and says no more that it lives', async () => {
    const { page, recogniser } = await startSigning('?landmarks=server');
    await until(() => recogniser.frames.length === 2);
    recogniser.result(1, true, 'd');
    recogniser.say({ type: 'alive' });
    await until(() => recogniser.configs.length === 2);
    recogniser.result(1, true, 'o');
    await until(async () => (await word(page)) === 'DO');
  });

  it('goes on in the middle of a word when the connection is lost, with the clock and the readings of before', async () => {
    const { page, recogniser } = await startSigning('?landmarks=server');
    await until(() => recogniser.frames.length === 2);
    const literal = (word: string) => ({
      words: [word],
      confidence: 0.9,
      is_literal: true,
      source: 'literal',
    });
    ['p', 'd', 'o'].forEach((letter, at) => recogniser.result(at, true, letter));
    recogniser.say({
      type: 'transcript',
      parts: [
        { segment_ids: [0], hypotheses: [literal('p')] },
        { segment_ids: [1, 2], hypotheses: [literal('do')] },
      ],
    });
    await until(async () => (await word(page)) === 'PDO');
    await recogniser.drop();
    await until(() => recogniser.configs.length === 2 && recogniser.frames.length > 2);
    expect(recogniser.configs[0]?.earlier_results).toEqual([]);
    expect(recogniser.configs[1]?.earlier_results).toEqual(
      ['d', 'o'].map((text) => ({
        start: 0,
        end: 1,
        alternatives: [{ sign_id: `pjm/letter/${text}`, text, confidence: 0.8 }],
      })),
    );
    const [, second, third] = recogniser.frames;
    expect(third?.readUInt32LE(4)).toBeGreaterThan(second?.readUInt32LE(4) ?? Infinity);
    recogniser.result(0, true, 'm');
    const other = { words: ['dym'], confidence: 0.3, is_literal: false, source: 'lexicon' };
    recogniser.say({
      type: 'transcript',
      parts: [{ segment_ids: [-2, -1, 0], hypotheses: [literal('dom'), other] }],
    });
    await page.getByTestId('word-suggestion').click();
    await until(async () => (await word(page)) === 'PDYM');
  });

  it('switches the camera off when the resident leaves', async () => {
    const { page } = await openPage(browser, '#/?lang=pl');
    const recogniser = new Recogniser();
    await recogniser.serve(page);
    await page.evaluate(() => {
      const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await original(wanted);
        Object.assign(globalThis, { stream });
        return stream;
      };
    });
    await page.getByTestId('ask-by-signing').click();
    const tracks = () =>
      page.evaluate(() =>
        (globalThis as unknown as { stream?: MediaStream }).stream
          ?.getTracks()
          .map((track) => track.readyState),
      );
    await until(async () => (await tracks())?.[0] === 'live');
    await page.goBack();
    await until(async () => (await tracks())?.[0] === 'ended');
  });

  it('stops when the tab is hidden, and keeps the word', async () => {
    const { page, recogniser } = await startSigning('?landmarks=server');
    await until(async () => (await state(page)) === 'running');
    recogniser.result(1, true, 'd');
    await until(async () => (await word(page)) === 'D');
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await until(async () => (await state(page)) === 'stopped');
    expect(await word(page)).toBe('D');
  });

  it('says that recognition is missing while it tries on', async () => {
    const gateway = new TestGateway();
    gateway.failing.add('recognition');
    const { page } = await openPage(browser, '#/?lang=en', { search: '?landmarks=server', gateway });
    await page.routeWebSocket(/recognise\?lang=/, (socket) => socket.close({ code: 1013 }));
    await page.getByTestId('ask-by-signing').click();
    await page.getByText('Recognising signing does not work just now').waitFor();
    expect(await state(page)).toBe('reconnecting');
    expect(await page.locator('[data-service="recognition"]').count()).toBe(1);
  });

  it('says that it is too busy, and goes on when there is room', async () => {
    const detail = 'There are too many requests right now. Please try again in a moment.';
    const busy = {
      type: 'error',
      problem_type: 'about:blank',
      title: 'Busy',
      status: 503,
      detail,
      reason: 'BUSY',
    };
    let isBusy = true;
    const { page } = await openPage(browser, '#/?lang=en', { search: '?landmarks=server' });
    await page.routeWebSocket(/recognise\?lang=/, (socket) => {
      socket.send(JSON.stringify(isBusy ? { ...busy, retry_after: 1 } : { type: 'ready', signs: 1 }));
      if (isBusy) void socket.close({ code: 1013 });
    });
    await page.getByTestId('ask-by-signing').click();
    await page.getByTestId('signing-trouble').getByText(detail).waitFor();
    expect(await state(page)).toBe('reconnecting');
    isBusy = false;
    await until(async () => (await state(page)) === 'running');
    expect(await page.getByTestId('signing-trouble').count()).toBe(0);
  });

  it('explains what to do when the camera is forbidden', async () => {
    const strict = await startBrowser();
    const context: BrowserContext = await strict.newContext();
    const page = await context.newPage();
    await new TestGateway().serve(page);
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    await page.goto(`${inject('pageAddress')}#/?lang=pl`);
    await page.getByTestId('ask-by-signing').click();
    await page.getByTestId('camera-problem').waitFor();
    expect(await page.getByTestId('camera-problem').getAttribute('data-problem')).toBe('denied');
    expect(await page.getByTestId('camera-problem').innerText()).toContain('Zezwól');
    expect(await page.getByTestId('show-alphabet').isEnabled()).toBe(true);
    await strict.close();
  });
});
