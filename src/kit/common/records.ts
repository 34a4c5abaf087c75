import * as v from 'valibot';
import { Money } from './money.ts';

/**
 * What a panel draws without knowing what it is about: the server says every word in the language that is spoken, so a
 * panel of records costs a browser nothing of its own. Days, figures and money come as they are, and are written as
 * where the person is.
 */
const label = v.optional(v.string());
export const Shown = v.union([
  v.string(),
  v.object({ label, day: v.string() }),
  v.object({ label, at: v.string() }),
  v.object({ label, number: v.number() }),
  v.object({ label, money: Money }),
]);
export type Shown = v.InferOutput<typeof Shown>;

export const RecordRow = v.object({
  id: v.string(),
  /** The heading under which it stands with its neighbours. */
  section: v.optional(v.string()),
  title: v.string(),
  meta: v.array(Shown),
  end: v.optional(Shown),
  state: v.optional(
    v.object({ tone: v.picklist(['good', 'warn', 'bad', 'info', 'past']), label: v.string() }),
  ),
  /** It shows all that there is of it: nothing is opened. */
  whole: v.optional(v.literal(true)),
});
export type RecordRow = v.InferOutput<typeof RecordRow>;

/** A form or a thing that opens by a press: `new-user`. */
const Opener = v.object({ id: v.string(), label: v.string() });

export const RecordList = v.object({
  items: v.array(RecordRow),
  nextCursor: v.nullable(v.string()),
  empty: v.object({ title: v.string(), text: v.string() }),
  /** Words for the field that looks in it; absent where there are few. */
  find: v.optional(v.string()),
  /** Words for the next rows. */
  more: v.string(),
  /** What may be made. */
  adds: v.array(Opener),
});
export type RecordList = v.InferOutput<typeof RecordList>;

export const RecordField = v.object({
  /** Field of the body that is sent. */
  name: v.string(),
  label: v.string(),
  hint: v.optional(v.string()),
  kind: v.picklist(['text', 'number', 'select', 'check', 'several', 'day']),
  value: v.union([v.string(), v.boolean(), v.array(v.string())]),
  options: v.optional(
    v.array(
      v.object({
        value: v.string(),
        label: v.string(),
        unit: v.optional(v.string()),
        /** What the field in this unit holds as long as nobody has typed another. */
        usual: v.optional(v.string()),
      }),
    ),
  ),
  /** The field whose chosen option says in which unit this one is. */
  unitOf: v.optional(v.string()),
  /** What to type, where nothing was or it was refused; absent: it may be left out. */
  need: v.optional(v.string()),
});
export type RecordField = v.InferOutput<typeof RecordField>;

export const RecordForm = v.object({
  title: v.string(),
  /** What stands between words is a field: all of it reads as one sentence. */
  parts: v.array(v.union([v.string(), RecordField])),
  submit: v.string(),
  pending: v.string(),
  failed: v.string(),
  /** Words for refusals by their code. */
  refusals: v.record(v.string(), v.string()),
  /** Sent beside the fields. */
  fixed: v.optional(v.record(v.string(), v.string())),
});
export type RecordForm = v.InferOutput<typeof RecordForm>;

/** GET …/:id of such a panel, and of a form for a new one. */
export const RecordDetail = v.object({
  title: v.string(),
  /** Words of the way back. */
  back: v.string(),
  notes: v.array(v.string()),
  facts: v.array(v.object({ label: v.string(), value: Shown })),
  lists: v.array(v.object({ title: v.string(), empty: v.string(), items: v.array(RecordRow) })),
  /** What else may be done with it by a press; `done` is said when it was. */
  acts: v.array(v.object({ ...Opener.entries, pending: v.string(), done: v.string() })),
  form: v.nullable(RecordForm),
  remove: v.nullable(v.object({ label: v.string(), question: v.string(), pending: v.string() })),
});
export type RecordDetail = v.InferOutput<typeof RecordDetail>;

/** What was made or changed; a secret of it is shown this once. */
export const RecordWritten = v.object({
  id: v.string(),
  once: v.optional(v.object({ title: v.string(), text: v.string(), value: v.string(), close: v.string() })),
});
export type RecordWritten = v.InferOutput<typeof RecordWritten>;
