export * from '../../../features/order-page/portal/details/SendPart.tsx';
