import form from '../../../../kit/ui/form/messages/nl.json';
import help from '../../messages/nl.json';

export const words = { ...help, ...form };
