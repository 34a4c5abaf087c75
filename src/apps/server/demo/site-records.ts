import { crc32, deflateSync } from 'node:zlib';
import type { NewSiteDocument } from '../../../features/sites/records-schema.ts';
import type { Installation, Location } from '../../../features/sites/schema.ts';
import { putFile, siteDocuments } from '../../../features/sites/server/documents-store.ts';
import { addLoosePhoto, checkedPhoto } from '../../../features/sites/server/files-store.ts';
import { inspections } from '../../../features/sites/server/inspections-store.ts';
import { logbook } from '../../../features/sites/server/logbook-store.ts';
import { askRequest, changeRequest } from '../../../features/sites/server/requests-store.ts';
import { addDays, type Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { olderPdf } from './older-pdf.ts';

interface Writing {
  readonly tx: Db;
  readonly vendorId: string;
  readonly today: Day;
  readonly at: Date;
}

const mechanics = ['Jan de Wit', 'Samira Bakkali', 'Rob Hofstra'];
const visits = [
  ['Onderhoud', 'Condensor gereinigd, rubbers nagekeken, temperatuur −20 °C bereikt.'],
  ['Onderhoud', 'Filterdroger vervangen, koudemiddelpeil in orde.'],
  ['Storing', 'Ventilatormotor verdamper vervangen. Cel binnen twee uur weer op temperatuur.'],
  ['Onderhoud', 'Ontdooiing bijgesteld, deurverwarming gemeten.'],
] as const;

/** A year of a place: visits, papers, what is due, and what its people asked for. */
export async function addSiteRecords(
  writing: Writing,
  location: Location,
  installations: readonly Installation[],
  index: number,
): Promise<void> {
  for (const [place, installation] of installations.entries()) {
    await addLogbook(writing, location, installation, place + index);
    await addPapers(writing, location, installation, place + index);
    await addInspections(writing, location, installation, place + index);
  }
  const [first] = installations;
  if (first) await addRequests(writing, location, first, index);
}

async function addLogbook(
  { tx, vendorId, today, at }: Writing,
  location: Location,
  machine: Installation,
  n: number,
) {
  for (const [turn, [kind, text]] of visits.entries()) {
    const happenedOn = addDays(today, -30 - turn * 88 - n * 5);
    const by = mechanics[(turn + n) % mechanics.length] as string;
    const entry = { locationId: location.id, installationId: machine.id, kind, text, happenedOn, by };
    await logbook.create(tx, vendorId, entry, at);
  }
}

type Paper = Omit<NewSiteDocument, 'locationId' | 'installationId'>;

async function addPapers(
  { tx, vendorId, today, at }: Writing,
  location: Location,
  machine: Installation,
  n: number,
) {
  const year = today.slice(0, 4);
  const papers: readonly Paper[] = [
    {
      ...{
        kind: 'certificate',
        number: `LC-${year}-${118 + n * 7}`,
        title: 'Lekdichtheidscertificaat F-gassen',
      },
      ...{ issuedOn: addDays(today, -30 - n * 120), validUntil: addDays(today, 335 - n * 120) },
    },
    {
      ...{ kind: 'work-order', number: `WB-${year}-${2040 + n * 3}`, title: 'Werkbon onderhoud' },
      ...{ issuedOn: addDays(today, -30 - n * 5), validUntil: null },
    },
  ];
  for (const paper of papers) {
    const made = await siteDocuments.create(
      tx,
      vendorId,
      { ...paper, locationId: location.id, installationId: machine.id },
      at,
    );
    const bytes = olderPdf(paper.title, [
      `Nummer      ${paper.number}`,
      `Locatie     ${location.name}, ${location.address.city}`,
      `Installatie ${machine.name} (${machine.serialNumber ?? '-'})`,
      `Datum       ${paper.issuedOn}`,
      ...(paper.validUntil ? [`Geldig t/m  ${paper.validUntil}`] : []),
      '',
      paper.kind === 'certificate'
        ? 'Geen lekkage vastgesteld.'
        : 'Werkzaamheden uitgevoerd zoals afgesproken.',
    ]);
    const file = { name: `${paper.number}.pdf`, mediaType: 'application/pdf', bytes };
    await putFile(tx, vendorId, made.id, file, at);
  }
}

/** Overdue, due soon and far away, so that all three are seen. */
const dueIn = [-9, 17, 140, 260];

async function addInspections(
  { tx, vendorId, today, at }: Writing,
  { id }: Location,
  machine: Installation,
  n: number,
) {
  const common = { locationId: id, installationId: machine.id };
  const due = addDays(today, dueIn[n % dueIn.length] as number);
  await inspections.create(
    tx,
    vendorId,
    { ...common, name: 'Lekdichtheidscontrole', everyMonths: 12, dueOn: due, lastDoneOn: addDays(due, -365) },
    at,
  );
  const later = addDays(today, 95 + n * 40);
  const yearly = { ...common, name: 'Onderhoudsbeurt', everyMonths: 6, dueOn: later };
  await inspections.create(tx, vendorId, yearly, at);
}

async function addRequests(
  { tx, vendorId, today, at }: Writing,
  location: Location,
  machine: Installation,
  n: number,
) {
  const { id: locationId, customerId } = location;
  const ask = (daysAgo: number, more: { text: string; photoIds?: string[] }) =>
    askRequest(
      tx,
      { vendorId, customerId, contactId: null, at: new Date(at.getTime() - daysAgo * 86_400_000) },
      {
        ...{
          locationId,
          installationId: machine.id,
          wantedOn: null,
          wantedTime: 'any',
          phone: '',
          photoIds: [],
        },
        ...more,
      },
    );
  const old = await ask(64, { text: 'De deur sluit niet goed, er staat ijs op de drempel.' });
  const answer = 'Deurrubber vervangen, drempelverwarming staat weer aan.';
  await changeRequest(tx, vendorId, old.id, { state: 'done', answer }, at);
  if (n % 3 === 1) return;
  const planned = await ask(2, { text: 'Er staat elke ochtend water onder de verdamper.' });
  const plan = {
    plannedOn: n % 2 ? addDays(today, 1) : today,
    answer: 'Rob komt langs en neemt een nieuwe afvoer mee.',
  };
  await changeRequest(tx, vendorId, planned.id, plan, at);
  if (n > 0) return;
  const upload = { mediaType: 'image/png', bytes: typePlate() };
  const photo = await addLoosePhoto(tx, { vendorId, customerId }, checkedPhoto(upload, 'foto'), at);
  await ask(0, { text: 'De temperatuur loopt op, nu −11 °C. Graag vandaag nog.', photoIds: [photo.id] });
}

/** A picture of a display that stands at −11: drawn here, since a demo brings no photos. */
function typePlate(): Buffer {
  const [width, height] = [320, 240];
  const digits = ['.......#..#', '......##.##', '###....#..#', '.......#..#', '......###.###'];
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) {
      const inFrame = x > 30 && x < 290 && y > 50 && y < 190;
      const lit = inFrame && digits[Math.floor((y - 80) / 16)]?.[Math.floor((x - 70) / 14)] === '#';
      const colour = lit ? [235, 70, 50] : inFrame ? [24, 28, 33] : [172 - y / 6, 178 - y / 6, 184 - y / 6];
      row.set(colour, 1 + x * 3);
    }
    rows.push(row);
  }
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
