import form from '../../../../kit/ui/form/messages/en.json';
import fields from '../../messages/en.json';

export const words = { ...fields, ...form };
