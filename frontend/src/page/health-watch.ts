import type { TownApi } from '../api/town-api';
import { SERVICES, type Health, type ServiceName } from '../api/types';

const WELL_MILLISECONDS = 15_000;
const UNWELL_MILLISECONDS = 4_000;

/** Asks now and then what works; more often while something does not. Rests while nobody looks at the page. */
export class HealthWatch {
  private timer = 0;
  private isAsking = false;
  private known: Health | null | undefined;

  /**
   * @param api whom to ask.
   * @param onHealth takes what the gateway says, null when it cannot be reached, and the services that came back.
   */
  constructor(
    private readonly api: Pick<TownApi, 'health'>,
    private readonly onHealth: (health: Health | null, revived: ServiceName[]) => void,
  ) {}

  start(): void {
    document.addEventListener('visibilitychange', this.onVisibility);
    void this.check();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.onVisibility);
    window.clearTimeout(this.timer);
  }

  /** Ask now, because something failed. */
  async check(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    window.clearTimeout(this.timer);
    let health: Health | null;
    try {
      health = await this.api.health();
    } catch {
      health = null;
    }
    this.isAsking = false;
    const revived = SERVICES.filter((name) => isServing(health, name) && !isServing(this.known, name));
    const isFirst = this.known === undefined;
    this.known = health;
    this.onHealth(health, isFirst ? [] : revived);
    if (document.hidden) return;
    const pause = health?.status === 'ok' ? WELL_MILLISECONDS : UNWELL_MILLISECONDS;
    this.timer = window.setTimeout(() => void this.check(), pause);
  }

  private readonly onVisibility = (): void => {
    if (!document.hidden) void this.check();
  };
}

/** Whether a service works, as far as is known; before the first word everything does. */
export function isServing(health: Health | null | undefined, name: ServiceName): boolean {
  if (health === undefined) return true;
  return health?.services[name].status === 'serving';
}
