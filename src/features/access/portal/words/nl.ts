import form from '../../../../kit/ui/form/messages/nl.json';
import gate from '../../messages/nl.json';

export const words = { ...gate, ...form };
