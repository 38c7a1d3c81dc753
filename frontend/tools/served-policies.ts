import type { Plugin } from 'vite';
import { PAGE_POLICY, SCRIPT_POLICY } from './security-policy.ts';

/** Lets the preview serve each file under the policy that the gateway gives it. */
export function servedPolicies(): Plugin {
  return {
    name: 'okienko-served-policies',
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const isScript = /\.js($|\?)/.test(request.url ?? '');
        response.setHeader('Content-Security-Policy', isScript ? SCRIPT_POLICY : PAGE_POLICY);
        next();
      });
    },
  };
}
