import { readFileSync } from 'node:fs';
import type { Seller } from '../../../features/documents/schema.ts';
import type { DemoSlug } from './portals.ts';

/** Who writes the invoices of each demo company. */
export const letterheads: Readonly<Record<DemoSlug, Seller>> = {
  stromwerk: {
    name: 'Stromwerk Kiel eG',
    lines: ['Werftstraße 128', '24143 Kiel'],
    country: 'DE',
    vatId: 'DE134598712',
    registration: 'Amtsgericht Kiel, GnR 318',
    phone: '0431 555 01 40',
    email: 'hilfe@stromwerk.example',
    website: 'stromwerk.example',
    bank: { name: 'Fördebank Kiel', iban: 'DE02120300000000202051', bic: 'BYLADEM1001' },
  },
  keysmith: {
    name: 'Keysmith Software Ltd',
    lines: ['4 Temple Back', 'Bristol', 'BS1 6FL'],
    country: 'GB',
    vatId: 'GB123456789',
    registration: 'Registered in England, no. 08812345',
    email: 'help@keysmith.example',
    website: 'keysmith.example',
    bank: { name: 'Avon Bank', iban: 'GB33BUKB20201555555555', bic: 'BUKBGB22' },
  },
  cookiewise: {
    name: 'Cookiewise GmbH',
    lines: ['Große Elbstraße 39', '22767 Hamburg'],
    country: 'DE',
    vatId: 'DE298374651',
    registration: 'Amtsgericht Hamburg, HRB 141220',
    phone: '040 555 02 70',
    email: 'support@cookiewise.example',
    bank: { name: 'Elbbank', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' },
  },
  voxline: {
    name: 'Voxline Communications Inc.',
    lines: ['88 Pine Street, Suite 1400', 'New York, NY 10005'],
    country: 'US',
    taxNumber: '13-5550148',
    phone: '+1 212 555 0148',
    email: 'care@voxline.example',
    website: 'voxline.example',
  },
  koelwacht: {
    name: 'Koelwacht B.V.',
    lines: ['Vleutenseweg 380', '3532 HW Utrecht'],
    country: 'NL',
    vatId: 'NL856781234B01',
    registration: 'KvK Utrecht 30255017',
    phone: '030 555 0170',
    email: 'service@koelwacht.example',
    bank: { name: 'Domstad Bank', iban: 'NL91ABNA0417164300', bic: 'ABNANL2A' },
  },
};

export const logoOf = (slug: DemoSlug): Uint8Array =>
  readFileSync(new URL(`./logos/${slug}.png`, import.meta.url));
