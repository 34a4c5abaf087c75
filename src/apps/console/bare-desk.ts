import { createPlaces } from '../../kit/browser/places.ts';
import type { Desk } from '../../kit/ui/console/desk.ts';
import { base, type Console } from './console.ts';
import { deskStore } from './store.ts';

/** What the parts of the kit need before anybody works on a vendor: words and the API without a side. */
export const bareDesk = (app: Console): Desk => ({
  vendor: { id: '', slug: '', name: 'Portico', side: 'live' },
  operator: { id: '', name: '', role: 'viewer' },
  api: app.api,
  places: createPlaces(base),
  t: app.t.value as Desk['t'],
  say: app.say,
  may: () => false,
  choices: deskStore(() => localStorage, 'portico:'),
  drafts: deskStore(() => sessionStorage, 'portico:draft:'),
  keep: (_, make) => make(),
  online: app.online,
});
