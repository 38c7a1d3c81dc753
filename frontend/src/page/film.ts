import type { Language } from '../api/types';
import { formatAddress } from './route';

/** Return the address under which an answer opens with its sign video playing, for QR codes and e-mails. */
export function filmAddress(answerId: string, language: Language): string {
  return `${formatAddress({ screen: 'answer', id: answerId }, language)}&film=1`;
}

/** Whether an address asks for the sign video at once. */
export function wantsFilm(hash: string): boolean {
  return new URLSearchParams(hash.split('?')[1] ?? '').get('film') === '1';
}
