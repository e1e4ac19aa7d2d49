alter type status add value 'void' after 'draft';
