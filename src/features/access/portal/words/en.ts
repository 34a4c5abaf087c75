import form from '../../../../kit/ui/form/messages/en.json';
import gate from '../../messages/en.json';

export const words = { ...gate, ...form };
