import { licenceDefaults } from '../../../features/portals/licence-settings.ts';
import { type NewPortal, signInDefaults, signUpDefaults } from '../../../features/portals/schema.ts';
import { usageDefaults } from '../../../features/portals/usage-settings.ts';
import { scriptDefaults } from '../../../features/scripts/schema.ts';

export type DemoSlug = 'stromwerk' | 'keysmith' | 'cookiewise' | 'voxline' | 'koelwacht';
export type DemoPortal = Omit<NewPortal, 'allowedHosts'> & { readonly slug: DemoSlug };

/** Five portals, one per kind of business. Colours are those of each company's own site in examples/hosts. */
export const demoPortals: readonly DemoPortal[] = [
  {
    slug: 'stromwerk',
    business: 'subscriptions',
    brandName: 'Stromwerk',
    isDefault: true,
    languages: ['de', 'en'],
    timeZone: 'Europe/Berlin',
    createsCustomers: true,
    documents: {
      ...{ mailed: [], corrections: 'ask', eInvoices: true },
      // Reminded of by hand: a demo that writes to people by itself would be another one each day.
      reminders: {
        ...{ enabled: false, workdaysOnly: true, external: false },
        levels: [
          { afterDays: 5, payWithinDays: 7, fees: [], texts: {} },
          { afterDays: 15, payWithinDays: 7, fees: [{ amount: 250, currency: 'EUR' }], texts: {} },
          { afterDays: 30, payWithinDays: 7, fees: [{ amount: 500, currency: 'EUR' }], texts: {} },
        ],
      },
    },
    signUp: { ...signUpDefaults, customers: true },
    support: {
      phone: '0431 555 01 40',
      email: 'hilfe@stromwerk.example',
      hours: { de: 'Mo. bis Fr. 8 bis 18 Uhr', en: 'Mon to Fri, 8 am to 6 pm' },
    },
    theme: {
      name: 'harbour',
      scheme: 'host',
      light: {
        bg: '#fbfaf5',
        surface2: '#f1efe6',
        border: '#dedbce',
        primary: '#0b5a45',
        primaryHover: '#07412f',
        link: '#0b5a45',
        focus: '#0b5a45',
      },
      dark: {
        bg: '#101613',
        surface: '#18201c',
        surface2: '#202a25',
        border: '#2f3a34',
        primary: '#6fd3a8',
        onPrimary: '#06231a',
        primaryHover: '#8fe0bd',
        link: '#84dcb6',
        focus: '#a5e8cb',
      },
    },
  },
  {
    slug: 'keysmith',
    business: 'licences',
    brandName: 'Keysmith',
    languages: ['en', 'de', 'fr', 'nl'],
    timeZone: 'Europe/London',
    features: { 'licences.transfer': true },
    licences: {
      ...licenceDefaults,
      noticeDays: [...licenceDefaults.noticeDays],
      noticeCopyTo: 'renewals@keysmith.example',
    },
    usage: {
      ...usageDefaults,
      metrics: [
        {
          ...{ metric: 'render-minutes', unit: 'min', measure: 'quantity', bills: [] },
          names: {
            en: 'Rendering in the cloud',
            de: 'Rendern in der Cloud',
            fr: 'Rendu dans le cloud',
            nl: 'Renderen in de cloud',
          },
        },
      ],
    },
    signIn: { ...signInDefaults, password: true, customerSecret: true, licenceKey: true },
    signUp: {
      ...signUpDefaults,
      customers: true,
      currencies: ['GBP', 'EUR', 'USD'],
      fields: [
        {
          id: 'heard-of-us',
          label: {
            en: 'How did you hear of us?',
            de: 'Wie sind Sie auf uns gekommen?',
            fr: 'Comment nous avez-vous connus ?',
            nl: 'Hoe hebt u van ons gehoord?',
          },
          required: false,
        },
      ],
    },
    support: {
      email: 'help@keysmith.example',
      hours: { en: 'we answer within one working day', de: 'Antwort innerhalb eines Werktags' },
    },
    theme: {
      name: 'harbour',
      scheme: 'light',
      light: {
        bg: '#f6f8fb',
        border: '#d5dde6',
        primary: '#1d5fd1',
        primaryHover: '#174ca8',
        link: '#1a54bb',
      },
      dark: {},
    },
  },
  {
    slug: 'cookiewise',
    business: 'agency',
    brandName: 'Cookiewise',
    languages: ['de', 'en'],
    timeZone: 'Europe/Berlin',
    support: {
      phone: '040 555 02 70',
      email: 'support@cookiewise.example',
      hours: { de: 'Mo. bis Fr. 9 bis 17 Uhr', en: 'Mon to Fri, 9 am to 5 pm' },
    },
    theme: {
      name: 'harbour',
      scheme: 'light',
      light: {
        bg: '#ffffff',
        border: '#e4e2ea',
        primary: '#c4441d',
        primaryHover: '#a23614',
        link: '#b23c17',
        focus: '#1b1a22',
      },
      dark: {},
    },
    billingFields: {
      company: 'required',
      name: 'optional',
      email: 'required',
      address: 'required',
      addressExtra: 'optional',
      phone: 'hidden',
      vatId: 'optional',
      eInvoice: 'optional',
    },
  },
  {
    slug: 'voxline',
    // Seen by nobody: the page around the portal hears which of its pages are read (`portico:track`).
    customScript: {
      ...{ ...scriptDefaults, hosts: [], enabled: true },
      source: "portico.on('page', ({ page }) => portico.track('read', { page }));",
    },
    business: 'telecom',
    brandName: 'Voxline',
    signUp: { ...signUpDefaults, suppliers: true },
    languages: ['en', 'fr'],
    timeZone: 'America/New_York',
    usage: {
      records: ['at', 'direction', 'from', 'to', 'destination', 'disposition', 'billedSeconds', 'price'],
      breakout: [
        ...(['day', 'month', 'hour', 'direction', 'destination', 'number', 'disposition'] as const),
        ...(['records', 'answered', 'billedSeconds', 'average', 'price'] as const),
      ],
      operatorRecords: usageDefaults.operatorRecords,
      operatorBreakout: usageDefaults.operatorBreakout,
      metrics: [
        { metric: 'call', names: { en: 'Calls', fr: 'Appels' }, unit: '', bills: [], measure: 'minutes' },
      ],
      settleAfterDays: 1,
      keepMonths: null,
    },
    support: {
      phone: '+1 212 555 0148',
      email: 'care@voxline.example',
      hours: { en: 'around the clock', fr: '24 h sur 24' },
    },
    theme: {
      name: 'harbour',
      scheme: 'host',
      radiusPx: 14,
      light: {
        bg: '#ffffff',
        surface2: '#f4f1fb',
        border: '#ddd6ee',
        primary: '#5b2bbd',
        primaryHover: '#47209a',
        link: '#5b2bbd',
        focus: '#5b2bbd',
      },
      dark: { primary: '#b79bf5', onPrimary: '#1d0d42', primaryHover: '#cbb6fa', link: '#c3adf7' },
    },
  },
  {
    slug: 'koelwacht',
    business: 'service',
    brandName: 'Koelwacht',
    signIn: { ...signInDefaults, accessCode: true },
    languages: ['nl', 'en', 'de'],
    timeZone: 'Europe/Amsterdam',
    support: {
      phone: '030 555 0170',
      email: 'service@koelwacht.example',
      hours: {
        nl: 'ma t/m vr 7.30 tot 17.00 uur',
        en: 'Mon to Fri, 7:30 to 17:00',
        de: 'Mo. bis Fr. 7.30 bis 17 Uhr',
      },
    },
    theme: {
      name: 'harbour',
      scheme: 'light',
      radiusPx: 4,
      light: {
        bg: '#ffffff',
        surface2: '#eaf3f8',
        border: '#cfdfe8',
        primary: '#0b5d8a',
        primaryHover: '#084868',
        link: '#0b5d8a',
        focus: '#0b5d8a',
      },
      dark: {},
    },
    billingFields: {
      company: 'required',
      name: 'optional',
      email: 'required',
      address: 'required',
      addressExtra: 'optional',
      phone: 'optional',
      vatId: 'optional',
      eInvoice: 'optional',
    },
  },
];
