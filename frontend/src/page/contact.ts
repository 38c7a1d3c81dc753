/** Return the address of a phone number as people write it in Poland: short numbers stay, nine digits get +48. */
export function phoneAddress(number: string, scheme: 'tel' | 'sms' = 'tel'): string {
  const digits = number.replace(/[^\d+]/g, '');
  return `${scheme}:${/^\d{9}$/.test(digits) ? `+48${digits}` : digits}`;
}

/** Whether an address from data may become a link. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}
