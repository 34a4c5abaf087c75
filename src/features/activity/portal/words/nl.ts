import form from '../../../../kit/ui/form/messages/nl.json';
import activity from '../../messages/nl.json';

export const words = { ...activity, ...form };
