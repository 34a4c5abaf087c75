import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { NewProduct, type Product, ProductId } from '../schema.ts';
import { startProduct } from './products-store.ts';
import { toProduct, toProductRow } from './table.ts';

/** Products as they are moved in and out. What software is shipped with names the vendor too: it is made anew elsewhere. */
export const productsKind = tableKind({
  name: 'products',
  about: 'Something that is licensed, with what holds for all its licences.',
  columns: [
    ...idColumns('product', 'prd'),
    { name: 'name', type: 'text', required: true, doc: 'What it is called.', example: 'Draftwright Studio' },
    {
      name: 'description',
      type: 'text',
      empty: null,
      doc: 'A few words about it.',
      example: 'Plans and views',
    },
    { name: 'active', type: 'boolean', doc: 'Whether it is still licensed.', example: 'true' },
    {
      ...{ name: 'keyPrefix', type: 'text', empty: null, example: 'DWS8' },
      doc: 'New keys begin with it: 2 to 8 capital letters and digits.',
    },
    {
      ...{ name: 'keyFormat', type: 'choice', choices: ['groups', 'guid'], example: 'groups' },
      doc: 'What new keys look like.',
    },
    {
      ...{ name: 'heartbeatMinutes', type: 'number', example: '10' },
      doc: 'A floating machine that was silent for so long is no longer in use.',
    },
    {
      ...{ name: 'deactivations', type: 'json', example: '{"most":5,"perDays":30}' },
      doc: 'How many machines of a licence customers may free within so many days; `most` -1: as many as they like.',
    },
    {
      ...{ name: 'unreachableDays', type: 'number', example: '60' },
      doc: 'A machine that was not seen for so long is listed as unreachable.',
    },
    {
      ...{ name: 'offlineDays', type: 'number', example: '14' },
      doc: 'How many days a signed file is good without a new one.',
    },
    {
      name: 'texts',
      type: 'json',
      doc: 'Name and description by language.',
      example: '{"de":{"name":"Studio"}}',
    },
    {
      ...{ name: 'downloads', type: 'json', doc: 'Files that holders may fetch.' },
      example: '[{"name":"Setup","url":"https://acme.example/setup.exe"}]',
    },
    {
      ...{ name: 'releaseNotesUrl', type: 'text', empty: null, example: 'https://acme.example/news' },
      doc: 'Where release notes are.',
    },
    {
      ...{
        name: 'publishableKey',
        type: 'text',
        readOnly: true,
        example: 'pub_01k9z3m4q7x2v5_01k9z3m4q7x2v5',
      },
      doc: 'What its software is shipped with.',
    },
  ],
  schema: movable(NewProduct, ProductId),
  table: 'product',
  prefix: 'prd',
  fromRow: toProduct,
  toRow: toProductRow,
  create: (wanted, made): Product => startProduct('', wanted as NewProduct, made),
});
