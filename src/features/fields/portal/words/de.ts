import form from '../../../../kit/ui/form/messages/de.json';
import fields from '../../messages/de.json';

export const words = { ...fields, ...form };
