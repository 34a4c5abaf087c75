import form from '../../../../kit/ui/form/messages/fr.json';
import fields from '../../messages/fr.json';

export const words = { ...fields, ...form };
