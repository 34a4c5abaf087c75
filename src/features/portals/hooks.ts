/**
 * The names that stay on parts of the portal, for vendor CSS and for tests of the vendor's own. A test holds them equal to
 * what the panels carry and to what docs/theming.md lists.
 */
export const hooks = {
  panel: [
    'accounts',
    'activity',
    'alerts',
    'approvals',
    'contracts',
    'documents',
    'domains',
    'entrance',
    'gate',
    'licences',
    'order',
    'packages',
    'payments',
    'plugin',
    'profile',
    'routes',
    'signin',
    'signup',
    'sites',
    'terms',
    'usage',
  ],
  part: [
    'badge',
    'banner',
    'button',
    'button-primary',
    'combobox',
    'devices',
    'email',
    'error',
    'error-summary',
    'footer',
    'help-access',
    'helping',
    'hint',
    'input',
    'label',
    'leaving',
    'mobile',
    'nav',
    'nav-item',
    'own-data',
    'own-fields',
    'panel-title',
    'password',
    'preview',
    'proof',
    'root',
    'row',
    'second-factor',
    'select',
    'selection',
    'summary',
    'team',
  ],
} as const;

/**
 * Where people read a price before they agree, type a code or password, pay, consent, end something, or are told that
 * somebody of the vendor is looking: vendor CSS reaches neither these nor what stands around them.
 */
export const guarded = [
  ...['order', 'signin', 'gate', 'entrance', 'signup', 'terms', 'payments', 'approvals', 'plugin'].map(
    (panel) => `[data-portico-panel=${panel}]`,
  ),
  ...['summary', 'email', 'mobile', 'password', 'second-factor', 'proof', 'help-access', 'helping'].map(
    (part) => `[data-portico-part=${part}]`,
  ),
  '[data-portico-ending]',
  '[data-portico-goes-on]',
];

/** Messages that must stay readable wherever they stand; what is around them is not held back. */
export const kept = ['error', 'error-summary', 'banner'].map((part) => `[data-portico-part=${part}]`);
