import * as v from 'valibot';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import {
  type ConfigurationChange,
  type ConfigurationPart,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { Language } from '../../portals/language.ts';
import { isProtected } from '../protected.ts';
import { findingsIn, isRefused, sayRefusal } from '../rules.ts';
import { WordsId } from '../schema.ts';
import type { WordBook } from './book.ts';
import { keepSet, requireWords } from './store.ts';

const Text = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(4000)),
  of: v.pipe(v.string(), v.maxLength(4000)),
});
const Wanted = v.array(
  v.strictObject({
    /** Follows from the texts; portals of the file name it. */
    id: WordsId,
    texts: v.record(Language, v.record(v.string(), Text)),
  }),
);

/** The own words that portals say; before the portals that name them. */
export const wordsPart = (book: WordBook): ConfigurationPart => ({
  name: 'words',

  async export(db, vendorId) {
    const named = await db
      .selectFrom('portal')
      .select('words')
      .where('vendor_id', '=', vendorId)
      .where('words', 'is not', null)
      .execute();
    const ids = [...new Set(named.flatMap(({ words }) => words ?? []))].sort();
    return Promise.all(ids.map(async (id) => ({ id, texts: await requireWords(db, vendorId, id) })));
  },

  async apply(tx, { vendorId, at }, file) {
    const changes: ConfigurationChange[] = [];
    const wanted = readPart(Wanted, file, 'words');
    for (const [index, { id, texts }] of wanted.entries()) {
      const refuse = (path: string, code: string, message: string) =>
        requestProblem('request.invalid', { fields: [{ path: `words.${index}.${path}`, code, message }] });
      for (const [language, table] of Object.entries(texts))
        for (const [key, { text, of }] of Object.entries(table)) {
          // Judged by the English it was written for; what ours has become since is looked at where it is said.
          const usual = book.find(key, language as Language) ?? { english: of, usual: of };
          const judged = usual.english === of ? usual : { english: of, usual: of };
          const found = isProtected(key)
            ? { key, code: 'protected' as const, what: '' }
            : findingsIn(key, text, judged, language).find(isRefused);
          if (found) throw refuse(`texts.${language}.${key}`.slice(0, 200), found.code, sayRefusal(found));
        }
      const kept = await keepSet(tx, vendorId, texts, at);
      if (kept.id !== id) throw refuse('id', 'reference', 'The id does not follow from these texts.');
      if (kept.created) changes.push({ part: 'words', name: id, outcome: 'created', fields: [] });
    }
    return changes;
  },
});
