import { API } from './base';
import { serverEvents, type ServerEvent } from './event-stream';
import { Failure, failureOf, isAborted, isProblem } from './failure';
import { traceHeader } from './trace';
import type {
  Answer,
  Health,
  Language,
  Office,
  Playlist,
  Question,
  Reply,
  Sign,
  SpeechFormat,
  SpeechMarks,
  Topics,
  Town,
  WordMark,
} from './types';

export type SpeechEvent =
  | { kind: 'format'; format: SpeechFormat }
  | { kind: 'audio'; pcm: string }
  | { kind: 'mark'; mark: WordMark }
  | { kind: 'end' };

export type SigningEvent = { kind: 'progress'; fraction: number } | { kind: 'playlist'; playlist: Playlist };

/** Everything the page asks of the gateway. Every method throws `Failure` or, when aborted, `AbortError`. */
export class TownApi {
  /** @param base where the public API lives. */
  constructor(private readonly base = API) {}

  health(): Promise<Health> {
    return this.json<Health>('/health', 'pl');
  }

  office(language: Language): Promise<Office> {
    return this.json<Office>(`/office?language=${language}`, language);
  }

  /** The town that this page is for. */
  town(): Promise<Town> {
    return this.json<Town>('/town', 'pl');
  }

  topics(language: Language): Promise<Topics> {
    return this.json<Topics>(`/topics?language=${language}`, language);
  }

  signs(language: Language): Promise<{ signs: Sign[] }> {
    return this.json<{ signs: Sign[] }>('/signs', language);
  }

  answer(id: string, language: Language, signal?: AbortSignal): Promise<Answer> {
    return this.json<Answer>(`/answers/${encodeURIComponent(id)}?language=${language}`, language, { signal });
  }

  ask(question: Question, language: Language): Promise<Reply> {
    return this.json<Reply>('/ask', language, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(question),
    });
  }

  topicSigning(id: string, language: Language, signal: AbortSignal): Promise<Playlist> {
    return this.json<Playlist>(`/topics/${encodeURIComponent(id)}/signing?language=${language}`, language, {
      signal,
    });
  }

  /** The sign video of something that the official says in its own words. */
  phraseSigning(id: string, language: Language, signal: AbortSignal): Promise<Playlist> {
    return this.json<Playlist>(`/phrases/${encodeURIComponent(id)}/signing?language=${language}`, language, {
      signal,
    });
  }

  async *answerSigning(id: string, language: Language, signal: AbortSignal): AsyncGenerator<SigningEvent> {
    const path = `/answers/${encodeURIComponent(id)}/signing?language=${language}`;
    for await (const { name, data } of this.events(path, language, signal)) {
      if (name === 'progress') yield { kind: 'progress', fraction: (data as { fraction: number }).fraction };
      if (name === 'playlist') yield { kind: 'playlist', playlist: data as Playlist };
    }
  }

  async *speech(id: string, language: Language, signal: AbortSignal): AsyncGenerator<SpeechEvent> {
    const path = `/answers/${encodeURIComponent(id)}/speech/stream?language=${language}`;
    for await (const { name, data } of this.events(path, language, signal)) {
      if (name === 'format') yield { kind: 'format', format: data as SpeechFormat };
      if (name === 'audio') yield { kind: 'audio', pcm: (data as { pcm: string }).pcm };
      if (name === 'mark') yield { kind: 'mark', mark: data as WordMark };
      if (name === 'end') yield { kind: 'end' };
    }
  }

  speechMarks(id: string, language: Language, signal: AbortSignal): Promise<SpeechMarks> {
    const path = `/answers/${encodeURIComponent(id)}/speech/marks?language=${language}`;
    return this.json<SpeechMarks>(path, language, { signal });
  }

  /** Where the whole reading lies as one file. */
  speechFile(id: string, language: Language): string {
    return `${this.base}/answers/${encodeURIComponent(id)}/speech?language=${language}`;
  }

  /** Where the recognition socket is; a socket cannot carry the language as a header. */
  recognitionSocket(language: Language): string {
    return `${location.origin.replace(/^http/, 'ws')}${this.base}/recognise?lang=${language}`;
  }

  private async json<T>(path: string, language: Language, init: RequestOptions = {}): Promise<T> {
    const response = await this.call(path, language, 'application/json', init);
    return (await response.json()) as T;
  }

  private async *events(path: string, language: Language, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const response = await this.call(path, language, 'text/event-stream', { signal });
    if (!response.body) throw new Failure();
    try {
      for await (const event of serverEvents(response.body)) {
        if (event.name === 'error') throw new Failure(isProblem(event.data) ? event.data : undefined);
        yield event;
      }
    } catch (error) {
      if (error instanceof Failure || isAborted(error)) throw error;
      throw new Failure();
    }
  }

  private async call(
    path: string,
    language: Language,
    accept: string,
    init: RequestOptions,
  ): Promise<Response> {
    const { signal, headers, ...rest } = init;
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        ...rest,
        ...(signal ? { signal } : {}),
        headers: { Accept: accept, 'Accept-Language': language, ...traceHeader(), ...headers },
      });
    } catch (error) {
      if (isAborted(error)) throw error;
      throw new Failure();
    }
    if (!response.ok) throw await failureOf(response);
    return response;
  }
}

interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal | undefined;
}
