import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page, type Route } from 'playwright-core';
import { inject } from 'vitest';
import type { Language, Origin, Question, TownTheme } from '../../src/api/types';
import {
  answer,
  CAPTIONS,
  EXPLANATION,
  health,
  OFFICE,
  PLAYLIST,
  POSTER,
  reply,
  topics,
} from '../fixtures/town';
import { TestStudio } from '../fixtures/teaching';

// The same engine without a window's surroundings: half of the processor time (45 and 19 s for a half of the states).
const SHELL = '/usr/bin/chromium-headless-shell';
const CHROMIUM = process.env.OKIENKO_CHROMIUM ?? (existsSync(SHELL) ? SHELL : '/usr/bin/chromium');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
const CAMERA_FLAGS = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** A gateway of the test's own: what fails, what was asked, how answers came into the language. */
export class TestGateway {
  readonly failing = new Set<string>();
  /** How many of the next requests for sign videos are refused for a second. */
  refusals = 0;
  readonly questions: Question[] = [];
  readonly studio = new TestStudio();
  readonly healthCalls: number[] = [];
  /** Before which paths calls were made; '' is the root. */
  readonly towns = new Set<string>();
  theme: TownTheme | null = null;
  origin: Origin = 'town';
  isOffline = false;
  /** The event stream of a reading; without one it is refused. */
  speech = '';
  /** The finished reading as a sound file. */
  sound: Buffer | undefined;
  video: Buffer | undefined;
  /** Waits before every answer, so that the page can be seen waiting. */
  hold: Promise<void> = Promise.resolve();

  async serve(page: Page): Promise<void> {
    await page.route(/\/(api\/v1|media)\//, async (route) => {
      if (this.isOffline) return route.abort('connectionrefused');
      await this.hold;
      return this.answer(route);
    });
  }

  private async answer(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    if (url.pathname.startsWith('/media/')) return this.media(route, url.pathname.slice('/media/'.length));
    const [town = '', path = ''] = url.pathname.split('/api/v1');
    this.towns.add(town);
    const language = (route.request().headers()['accept-language'] ?? 'pl') as Language;
    const [, kind = '', id = '', part = '', form = ''] = path.split('/');
    const json = (body: unknown) => route.fulfill({ json: body });
    if (kind === 'health') {
      this.healthCalls.push(Date.now());
      return json(health(this.failing));
    }
    if (kind === 'account') return json(this.studio.account(route.request().method()));
    if (kind === 'admin') return this.edit(route, decodeURIComponent(path.replace('/admin/signs', '')));
    const service = part.startsWith('sign') ? 'signing' : part.startsWith('speech') ? 'speech' : 'faq';
    if (this.failing.has(service)) return this.refuse(route, service, language);
    if (service === 'signing' && this.refusals > 0) {
      this.refusals -= 1;
      return this.refuse(route, service, language, 1);
    }
    if (kind === 'office') return json(OFFICE);
    if (kind === 'town') return json({ id: 'nowe', name: 'Nowe', theme: this.theme });
    if (kind === 'topics' && !id) return json(topics(language));
    if (kind === 'ask') {
      const question = route.request().postDataJSON() as Question;
      this.questions.push(question);
      const asked = question.text ?? question.glosses?.join(' ') ?? question.choice ?? '';
      const said = reply(asked, question.language ?? 'pl');
      return json(question.explain ? { ...said, explanation: EXPLANATION } : said);
    }
    if (part === 'signing' && (kind === 'topics' || kind === 'phrases')) return json(PLAYLIST);
    if (part === 'signing')
      return events(route, [
        ['progress', { fraction: 0.5 }],
        ['playlist', PLAYLIST],
      ]);
    if (form === 'stream' && this.speech)
      return route.fulfill({ contentType: 'text/event-stream', body: this.speech });
    if (form === 'marks')
      return json({ text: 'Becikowe.', language: 'pl', marks: [{ start: 0, end: 8, seconds: 0 }] });
    if (part === 'speech' && !form && this.sound)
      return route.fulfill({ contentType: 'audio/wav', body: this.sound });
    if (part === 'speech') return this.refuse(route, 'speech', language);
    if (kind === 'answers') {
      return json({ ...answer(id, language, language === 'pl' ? 'town' : this.origin), context: 'opened' });
    }
    return route.fulfill({ status: 404, json: {} });
  }

  private edit(route: Route, path: string): Promise<void> {
    const request = route.request();
    const headers = request.headers();
    const secret = headers.authorization ?? headers['x-csrf-token'] ?? '';
    const body: unknown = request.postData() ? request.postDataJSON() : undefined;
    const [status, json] = this.studio.answer(request.method(), path, secret, body);
    return route.fulfill({ status, json });
  }

  private media(route: Route, file: string): Promise<void> {
    if (file === 'poster.svg') return route.fulfill({ contentType: 'image/svg+xml', body: POSTER });
    if (file === 'captions.vtt') return route.fulfill({ contentType: 'text/vtt', body: CAPTIONS });
    if (this.video) return this.part(route, this.video);
    return route.fulfill({ status: 404, body: '' });
  }

  /** Without ranges a browser cannot seek. */
  private part(route: Route, content: Buffer): Promise<void> {
    const from = Number(/^bytes=(\d+)-/.exec(route.request().headers().range ?? '')?.[1] ?? 0);
    const headers = {
      'accept-ranges': 'bytes',
      'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
    };
    return route.fulfill({ status: 206, contentType: 'video/webm', headers, body: content.subarray(from) });
  }

  private refuse(route: Route, service: string, language: Language, seconds?: number): Promise<void> {
    const detail =
      language === 'pl' ? `Pomoc ${service} chwilowo nie działa.` : `The help ${service} is missing.`;
    return route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      json: { title: '', status: 503, detail, reason: 'UNAVAILABLE', service, retry_after: seconds },
    });
  }
}

/** Return a stream of server-sent events as text. */
export function eventText(items: readonly (readonly [string, unknown])[]): string {
  return items.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('');
}

function events(route: Route, items: readonly (readonly [string, unknown])[]): Promise<void> {
  return route.fulfill({ contentType: 'text/event-stream', body: eventText(items) });
}

/** Start Chromium; with a camera that shows a test picture when asked. */
export function startBrowser(hasCamera = false): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: hasCamera ? [...FLAGS, ...CAMERA_FLAGS] : FLAGS });
}

export interface OpenedPage {
  page: Page;
  gateway: TestGateway;
  /** Requests that went to anybody but the page's own origin. */
  outside: string[];
  /** Errors of scripts and violations of the security policy. */
  errors: string[];
}

/** Open the page at an address such as "#/answer/becikowe?lang=en". */
export async function openPage(
  browser: Browser,
  address: string,
  { width = 1280, gateway = new TestGateway(), search = '' } = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const home = inject('pageAddress');
  const [outside, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    if (!request.url().startsWith(home) && !/^(blob|data):/.test(request.url())) outside.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  await gateway.serve(page);
  await page.goto(home + search + address);
  return { page, gateway, outside, errors };
}
