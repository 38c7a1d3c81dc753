// Reads a content security policy and prints what Google's CSP Evaluator finds in it, as JSON; nothing found is [].
// node deploy/lint/evaluate_csp.mjs < policy
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { CspEvaluator, DEFAULT_CHECKS, STRICTCSP_CHECKS } = require('csp_evaluator/dist/evaluator.js');
const { CspParser } = require('csp_evaluator/dist/parser.js');
const { Severity, Type } = require('csp_evaluator/dist/finding.js');

const policy = new CspParser(readFileSync(0, 'utf8')).csp;
const findings = new CspEvaluator(policy).evaluate(STRICTCSP_CHECKS, DEFAULT_CHECKS);
process.stdout.write(
  JSON.stringify(
    findings.map(({ severity, type, directive, value, description }) => ({
      severity: Severity[severity],
      type: Type[type],
      directive,
      value,
      description,
    })),
  ),
);
