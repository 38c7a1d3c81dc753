import js from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  lit['flat/recommended'],
  wc['flat/recommended'],
  wc['flat/best-practice'],
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
    rules: {
      // Numbers and settings in template strings are meant.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Arrow functions that assign are how Lit templates handle events.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Lit calls event handlers with the element as `this`.
      '@typescript-eslint/unbound-method': 'off',
      // LitElement has every lifecycle callback.
      'wc/guard-super-call': 'off',
      // It does not see that flags change while a method awaits.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Empty strings are what gives way to a default here.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Signs and letters of Polish are single code points.
      '@typescript-eslint/no-misused-spread': 'off',
      // The content security policy forbids style attributes.
      'no-restricted-syntax': [
        'error',
        {
          selector: "TaggedTemplateExpression[tag.name='html'] TemplateElement[value.raw=/\\sstyle=/]",
          message: 'The content security policy forbids style attributes; use a class.',
        },
        {
          selector: "MemberExpression[property.name='innerHTML']",
          message: 'Data never becomes markup.',
        },
      ],
    },
  },
  { files: ['eslint.config.js'], ...ts.configs.disableTypeChecked },
);
