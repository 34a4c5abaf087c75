import form from '../../../../kit/ui/form/messages/nl.json';
import fields from '../../messages/nl.json';

export const words = { ...fields, ...form };
