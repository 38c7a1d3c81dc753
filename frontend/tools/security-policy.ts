/** Where the gateway puts a nonce of each response's own; the tests and the preview leave it as it is. */
export const NONCE = 'okienko-nonce';

/** The policy under which the gateway serves the page (gateway/src/okienko_gateway/policies.py). */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'`,
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html okienko-worker',
  "frame-ancestors 'none'",
].join('; ');

/** That of scripts, which rules the workers started from them. */
export const SCRIPT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
