import type { Landmarks } from '../signing/landmarks';
import { API } from './base';
import type { Credentials } from './account-api';
import { Failure, failureOf } from './failure';
import type { Language } from './types';

/** One take of a sign, as the gateway lists it. */
export interface SignClip {
  clip: number;
  state: 'ready' | 'published' | 'replaced' | 'withdrawn' | 'deleted' | 'working' | 'failed';
  consent: string;
  start: number;
  end: number;
  duration: number;
  quality: { frame_rate: number; seen_share: number; reprojection_error: number };
}

export interface RecordedSign {
  gloss: string;
  published_clip: number | null;
  clips: SignClip[];
}

export interface TaughtSign {
  id: string;
  gloss: string;
  takes: number;
  agreement: number;
}

export interface TakeCheck {
  verdict: 'good' | 'too_few' | 'too_different' | 'too_close';
  agreement: number;
  takes: { clip: number; agreement: number }[];
  neighbours: { id: string; gloss: string; probability: number }[];
}

/** A take as the browser has recorded it. */
export interface NewTake {
  aspectRatio: number;
  /** Seconds since the first frame, and landmarks of the layout "hands-pose/1". */
  frames: { offset: number; values: number[] }[];
}

export interface Skeleton {
  aspectRatio: number;
  frames: { offset: number; landmarks: Landmarks }[];
}

/** What an editor may do about recorded signs. The credentials stay in this object; every method throws `Failure`. */
export class TeachingApi {
  constructor(
    private readonly credentials: Credentials,
    private readonly base = `${API}/admin/signs`,
  ) {}

  /** All recorded signs that still have takes. */
  async signs(language: Language): Promise<RecordedSign[]> {
    const found: RecordedSign[] = [];
    let page = '';
    do {
      const query = page ? `?page=${encodeURIComponent(page)}` : '';
      const next = await this.json<{ signs: RecordedSign[]; next_page: string }>('GET', query, language);
      found.push(...next.signs);
      page = next.next_page;
    } while (page);
    return found.filter(({ clips }) => clips.some(({ state }) => state !== 'deleted'));
  }

  /** One sign; without takes where nothing was recorded under the gloss. */
  async sign(gloss: string, language: Language): Promise<RecordedSign> {
    try {
      return await this.json<RecordedSign>('GET', `${of(gloss)}/clips`, language);
    } catch (error) {
      if (error instanceof Failure && error.problem?.reason === 'NO_SUCH_CLIP')
        return { gloss, published_clip: null, clips: [] };
      throw error;
    }
  }

  taught(language: Language): Promise<{ signs: TaughtSign[]; is_current: boolean }> {
    return this.json('GET', '/taught', language);
  }

  record(gloss: string, consent: string, take: NewTake, language: Language): Promise<SignClip> {
    const body = {
      consent,
      layout: 'hands-pose/1',
      aspect_ratio: take.aspectRatio,
      mirrored: false,
      frames: take.frames,
    };
    return this.json('POST', `${of(gloss)}/clips`, language, body);
  }

  check(gloss: string, language: Language): Promise<TakeCheck> {
    return this.json('POST', `${of(gloss)}/check`, language);
  }

  async skeleton(gloss: string, clip: number, language: Language): Promise<Skeleton> {
    const found = await this.json<{
      aspect_ratio: number;
      frames: { offset: number; values: number[] }[];
    }>('GET', `${of(gloss)}/clips/${clip}`, language);
    return {
      aspectRatio: found.aspect_ratio,
      frames: found.frames.map(({ offset, values }) => ({
        offset,
        landmarks: { layout: 'hands-pose/1', values },
      })),
    };
  }

  async poseFile(gloss: string, clip: number, language: Language): Promise<Blob> {
    return (await this.call('GET', `${of(gloss)}/clips/${clip}/pose`, language)).blob();
  }

  publish(gloss: string, clip: number, language: Language): Promise<RecordedSign> {
    return this.json('POST', `${of(gloss)}/clips/${clip}/publish`, language);
  }

  withdraw(gloss: string, language: Language): Promise<RecordedSign> {
    return this.json('POST', `${of(gloss)}/withdraw`, language);
  }

  remove(gloss: string, clip: number, language: Language): Promise<RecordedSign> {
    return this.json('DELETE', `${of(gloss)}/clips/${clip}`, language);
  }

  private async json<T>(method: string, path: string, language: Language, body?: unknown): Promise<T> {
    return (await (await this.call(method, path, language, body)).json()) as T;
  }

  private async call(method: string, path: string, language: Language, body?: unknown): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method,
        cache: 'no-store',
        headers: {
          ...this.credentials,
          'Accept-Language': language,
          ...(body ? { 'Content-Type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch {
      throw new Failure();
    }
    if (!response.ok) throw await failureOf(response);
    return response;
  }
}

function of(gloss: string): string {
  return `/${encodeURIComponent(gloss)}`;
}
