import form from '../../../../kit/ui/form/messages/en.json';
import help from '../../messages/en.json';

export const words = { ...help, ...form };
