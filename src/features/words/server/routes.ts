import { Hono } from 'hono';
import * as v from 'valibot';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { acceptBytes } from '../../../kit/server/http/accept-bytes.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Language } from '../../portals/language.ts';
import { changeDraft, withDraft } from '../../portals/server/drafts-store.ts';
import { lockPortals, requirePortal } from '../../portals/server/store.ts';
import { findingsIn, isRefused } from '../rules.ts';
import {
  inSet,
  mostWordBytes,
  NewWords,
  TextCheck,
  TextToCheck,
  WordFile,
  WordImport,
  WordList,
  WordsMade,
} from '../schema.ts';
import { changedWords, countsOf, type GivenText, refusedFields, textsOf, type WordBook } from './book.ts';
import { csvFile, jsonFile, readFileTexts } from './file.ts';
import { sampleOf } from './sample.ts';
import { keepSet, requireWords } from './store.ts';

const { limit, cursor, search } = ListQuery.entries;
const WordQuery = v.strictObject({
  ...{ limit, cursor, search, ...inSet },
  state: v.optional(v.picklist(['all', 'own', 'stale']), 'all'),
  group: v.optional(v.pipe(v.string(), v.maxLength(100))),
});

const files = ['text/csv', 'application/json'];

interface Making {
  readonly from: string | null;
  /** Whose draft says the new set from then on, made of what it said till then. */
  readonly portal?: string | undefined;
  readonly language: Language;
  readonly texts: ReadonlyMap<string, GivenText | null>;
}
type Writing = Pick<VendorEnv['Variables'], 'db' | 'vendorId' | 'actor' | 'clock' | 'testSide'>;

/** What a portal's draft says now; nobody else changes it before this transaction ends. */
async function lockedWords(tx: Db, vendorId: string, portal: string): Promise<string | null> {
  await lockPortals(tx, vendorId);
  return (await withDraft(tx, vendorId, await requirePortal(tx, vendorId, portal))).words;
}

/** `/api/v1/words`. */
export function wordsVendorRoutes(book: WordBook): Hono<VendorEnv> {
  const make = async (writing: Writing, { from, portal, language, texts }: Making) => {
    const { db, vendorId, actor, clock, testSide } = writing;
    const at = clock.now();
    return inTransaction(db, async (tx) => {
      const base = portal === undefined ? from : await lockedWords(tx, vendorId, portal);
      const before = await requireWords(tx, vendorId, base);
      const { words, refused, warnings } = changedWords(before, language, texts, book);
      if (refused.length > 0) throw requestProblem('request.invalid', { fields: refusedFields(refused) });
      const { id, created } = await keepSet(tx, vendorId, words, at);
      if (id && created)
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'words.created', subjectId: id },
          data: { wordsId: id },
        });
      if (portal !== undefined) {
        const changed = await changeDraft(tx, vendorId, portal, { words: id }, { at, testSide, actor });
        if (changed.fields.length > 0)
          await announce(tx, {
            ...{ vendorId, actor, at, action: 'portal.draft-updated', subjectId: changed.portal.id },
            ...{ fields: changed.fields, data: { portalId: changed.portal.id } },
          });
      }
      return { id, counts: countsOf(textsOf(book, language, words)), warnings: [...warnings] };
    });
  };
  const shown = async (db: Db, vendorId: string, language: Language, id: string | undefined) =>
    textsOf(book, language, await requireWords(db, vendorId, id ?? null));

  return new Hono<VendorEnv>()
    .get(
      '/',
      describe({
        summary: 'List the texts that customers read',
        description:
          'In one language, each with its English and, of the set of own words named as `words`, the vendor’s own. `stale`: our English has changed since it was written. A search looks in keys and texts.',
        tag: 'words',
        answers: { 200: WordList },
        problems: ['words.not-found'],
      }),
      scope('portals:read'),
      accept('query', WordQuery),
      async (c) => {
        const { db, vendorId, cursors } = c.var;
        const {
          language,
          words,
          state,
          group,
          search: text,
          limit: most,
          cursor: from,
        } = c.req.valid('query');
        const all = await shown(db, vendorId, language, words);
        const wanted = (text ?? '').toLowerCase();
        const found = all.filter(
          (one) =>
            (state === 'all' || (state === 'own' ? one.state !== 'usual' : one.state === 'stale')) &&
            (group === undefined || one.group === group) &&
            [one.key, one.english, one.usual, one.text ?? ''].some((each) =>
              each.toLowerCase().includes(wanted),
            ),
        );
        const binding = JSON.stringify([vendorId, 'words', language, words, state, group, text]);
        const [begin] = from === undefined ? [0] : (cursors.decode(binding, from) as [number]);
        const end = begin + most;
        return c.json({
          items: found.slice(begin, end),
          nextCursor: end < found.length ? cursors.encode(binding, [end]) : null,
          counts: countsOf(all),
        });
      },
    )
    .post(
      '/',
      describe({
        summary: 'Make a set of own words',
        description:
          'Out of another one, or out of nothing: sets never change. All texts are taken or none; a warning keeps none back. Customers read it once a portal names it as `words`. With `portal` it is made of what the draft of this portal says and put there in one act, so that of two who write at once neither loses anything.',
        tag: 'words',
        answers: { 201: WordsMade },
        problems: ['words.not-found', 'words.too-large', 'words.too-many', 'portal.not-found'],
      }),
      scope('portals:write'),
      accept('json', NewWords, { maxBytes: mostWordBytes }),
      async (c) => {
        const { from, portal, language, texts } = c.req.valid('json');
        const given = Object.entries(texts).map(
          ([key, text]) => [key, text === null ? null : { text }] as const,
        );
        return c.json(await make(c.var, { from, portal, language, texts: new Map(given) }), 201);
      },
    )
    .post(
      '/check',
      describe({
        summary: 'Check one text, and read it as a customer would',
        description: 'Nothing is stored.',
        tag: 'words',
        answers: { 200: TextCheck },
      }),
      scope('portals:write'),
      accept('json', TextToCheck),
      (c) => {
        const { language, key, text } = c.req.valid('json');
        const found = findingsIn(key, text, book.find(key, language), language);
        const refused = found.filter(isRefused);
        return c.json({
          refused,
          warnings: found.filter((one) => !isRefused(one)),
          sample: refused.length === 0 ? sampleOf(text, language) : null,
        });
      },
    )
    .get(
      '/file',
      describe({
        summary: 'Export the texts of a language',
        description:
          'As a table with the columns `key`, `english`, `usual`, `own` and `state`, or as JSON: each key with the vendor’s text.',
        tag: 'words',
        answers: {},
        gives: files,
        problems: ['words.not-found'],
      }),
      scope('portals:read'),
      accept('query', WordFile),
      async (c) => {
        const { language, words, format } = c.req.valid('query');
        const texts = (await shown(c.var.db, c.var.vendorId, language, words)).filter(
          (one) => !one.protected,
        );
        c.header('content-type', `${format === 'csv' ? 'text/csv' : 'application/json'}; charset=utf-8`);
        c.header('content-disposition', `attachment; filename="words-${language}.${format}"`);
        return c.body(format === 'csv' ? csvFile(texts) : jsonFile(texts));
      },
    )
    .post(
      '/file',
      describe({
        summary: 'Make a set of own words out of a file',
        description:
          'A table or JSON as it was exported. Texts that the file does not name stay as they are in the set named as `from`; an empty one is ours again. The English of a table is what its texts were written for.',
        tag: 'words',
        takes: files,
        answers: { 201: WordsMade },
        problems: [
          ...['words.not-found', 'words.file', 'words.too-large', 'words.too-many', 'portal.not-found'],
          ...['request.media-type', 'request.too-large', 'request.too-slow'],
        ],
      }),
      scope('portals:write'),
      accept('query', WordImport),
      acceptBytes(files, mostWordBytes),
      async (c) => {
        const { language, from = null, portal } = c.req.valid('query');
        const { mediaType, bytes } = c.var.upload;
        const texts = await readFileTexts(mediaType, bytes);
        return c.json(await make(c.var, { from, portal, language, texts }), 201);
      },
    );
}
